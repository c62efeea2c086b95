#!/usr/bin/env bash
# Runs a benchmark of core/src/test/java/dev/murmur/bench: bench/run.sh NAME [ARGUMENT...]
# The environment is that of ./murmur: see "The launcher" in docs/architecture.md.
set -euo pipefail
cd "$(dirname "$0")/.."
if (($# == 0)); then
    printf 'bench/run.sh NAME [ARGUMENT...], where NAME is one of:\n' >&2
    grep -l 'void main' core/src/test/java/dev/murmur/bench/*.java | sed 's|.*/|  |; s|[.]java||' >&2
    exit 2
fi
classpath=target/bench.classpath
mkdir -p target
mvn -q -B -o -pl core test-compile dependency:build-classpath -Dmdep.outputFile="$PWD/$classpath" >&2
export GOMP_SPINCOUNT=500 THP_MEM_ALLOC_ENABLE=1
if grep -q ' avx512f ' /proc/cpuinfo; then
    export OPENBLAS_CORETYPE=SKYLAKEX
fi
name=$1
shift
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -XX:+UseSerialGC \
    -cp "core/target/test-classes:core/target/classes:$(<$classpath)" "dev.murmur.bench.$name" "$@"
