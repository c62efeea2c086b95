#!/usr/bin/env bash
# Murmur against transformers on one checkpoint, in turn: bench/python.sh PYTHON [M1|M5|M15|M40]
# Prints seconds of one thread's CPU. PYTHON has torch and transformers.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=$1
size=${2:-M1}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for _ in 1 2 3 4 5; do
    echo "murmur $("$here/run.sh" AgainstPython "$size" "$folder/model" | tr '\n' ' ')"
    echo "python $("$python" "$here/against.py" "$folder/model" | tr '\n' ' ')"
done
