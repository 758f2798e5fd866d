#!/bin/sh
# Prints facts about this machine as JSON, and on standard error what could not be measured and why. Reads only; changes
# nothing. Made by `mkapkovl probe --script`. Run it as root for a complete result: sh probe.sh > facts.json
