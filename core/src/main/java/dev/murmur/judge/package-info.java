/// Language models behind a URL as judges: of one reply ([dev.murmur.judge.JudgeReward]) or of two
/// ([dev.murmur.judge.PairwiseJudge]).
///
/// What a judge said is kept on disk by the question's content, so no question is paid for twice. A
/// judgement that cannot be read is counted, and is neither a number nor a tie.
///
/// Nothing here opens a connection: the client is found as a [dev.murmur.judge.ChatServiceProvider]
/// on the class path, since its library is larger than all of this and of no use to a run without a
/// judge.
@NullMarked
package dev.murmur.judge;

import org.jspecify.annotations.NullMarked;
