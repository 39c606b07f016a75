#!/usr/bin/env bash
# Trains the classifier that MODEL.yaml describes, and writes the portable model.
# Usage: submit.sh MODEL.yaml TRAINING_SET OUTPUT [option of train…]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if (($# < 3)); then
  sed -n '2,3s/^# //p' "$0" >&2
  exit 2
fi
model=$1 training_set=$2 output=$3
shift 3

# DEPLOY_MODE=cluster where the repository and what is written are not on this machine's disk.
exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" \
  --deploy-mode "${DEPLOY_MODE:-client}" \
  --class dev.larder.cli.Larder \
  --conf spark.driver.extraJavaOptions=-Duser.timezone=UTC \
  --conf spark.executor.extraJavaOptions=-Duser.timezone=UTC \
  "${LARDER_JAR:-$root/target/larder.jar}" \
  train "$model" --training-set "$training_set" --output "$output" "$@"
