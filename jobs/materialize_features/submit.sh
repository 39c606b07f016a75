#!/usr/bin/env bash
# Loads the newest feature values into Redis: up to END, from where the registry says that the last
# run ended; or from START.
# Usage: submit.sh REPOSITORY [START] END [option of materialize…]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if (($# < 2)); then
  sed -n '2,4s/^# //p' "$0" >&2
  exit 2
fi
repository=$1
shift
command=materialize-incremental
if (($# > 1)) && [[ "$2" != -* ]]; then
  command=materialize
fi

# DEPLOY_MODE=cluster where the repository and what is written are not on this machine's disk.
exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" \
  --deploy-mode "${DEPLOY_MODE:-client}" \
  --class dev.larder.cli.Larder \
  --conf spark.driver.extraJavaOptions=-Duser.timezone=UTC \
  --conf spark.executor.extraJavaOptions=-Duser.timezone=UTC \
  "${LARDER_JAR:-$root/target/larder.jar}" \
  --chdir "$repository" "$command" "$@"
