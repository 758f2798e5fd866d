"""terminal.py PROMPT=ANSWER... -- COMMAND...: runs a command on a terminal of its own, answers each prompt as it comes,
prints all that the terminal showed, and ends with the command's status. An answer is taken as Python writes bytes."""

import os
import pty
import sys

split = sys.argv.index("--")
answers = [argument.split("=", 1) for argument in sys.argv[1:split]]
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[split + 1], sys.argv[split + 1 :])
shown, seen = b"", 0
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:  # what Linux says when the other side is closed
        break
    if not piece:
        break
    shown += piece
    while answers and answers[0][0].encode() in shown[seen:]:
        prompt, answer = answers.pop(0)
        seen = shown.index(prompt.encode(), seen) + len(prompt)
        os.write(terminal, answer.encode().decode("unicode_escape").encode())
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) % 256)
