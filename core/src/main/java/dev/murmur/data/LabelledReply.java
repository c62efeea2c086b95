package dev.murmur.data;

/// One reply to a prompt and whether it is wanted: an unpaired preference.
///
/// @param desirable whether the reply is one to give, false for one to avoid
public record LabelledReply(Prompt prompt, Reply reply, boolean desirable) {}
