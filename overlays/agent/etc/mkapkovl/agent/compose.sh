#!/bin/sh
# shellcheck shell=dash disable=SC2034,SC2154
# Files with secrets, when the machine starts: those whose file systems are there. Exit status 1 if one of them failed.

LC_ALL=C
export LC_ALL
umask 022
agent=${MKAPKOVL_ROOT:-}/etc/mkapkovl/agent
# shellcheck source=/dev/null
for part in common converge/tools converge/waits converge/mounts converge/composed; do
	. "$agent/$part.sh"
done
at_start=yes
step files 'Files with secrets' composed
