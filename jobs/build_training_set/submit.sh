#!/usr/bin/env bash
# Joins the loan table with the features of a feature service, as of each loan's own time.
# Usage: submit.sh REPOSITORY LOANS OUTPUT [option of get-historical-features…]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if (($# < 3)); then
  sed -n '2,3s/^# //p' "$0" >&2
  exit 2
fi
repository=$1 loans=$2 output=$3
shift 3

# DEPLOY_MODE=cluster where the repository and what is written are not on this machine's disk.
exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" \
  --deploy-mode "${DEPLOY_MODE:-client}" \
  --class dev.larder.cli.Larder \
  --conf spark.driver.extraJavaOptions=-Duser.timezone=UTC \
  --conf spark.executor.extraJavaOptions=-Duser.timezone=UTC \
  "${LARDER_JAR:-$root/target/larder.jar}" \
  --chdir "$repository" get-historical-features \
  --entity-df "$loans" --feature-service "${FEATURE_SERVICE:-credit_model}" --output "$output" "$@"
