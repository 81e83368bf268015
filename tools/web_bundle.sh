#!/usr/bin/env bash
# Whether grader/web/dist is what its sources are built to. Exit status 77 (skipped) where there is no npm, or its
# packages are not installed (`npm ci` in grader/web).
set -euo pipefail
cd "$(dirname "$0")/../grader/web"
command -v npm >/dev/null || { echo "npm is missing"; exit 77; }
[[ -d node_modules/vite ]] || { echo "the packages are not installed: npm ci"; exit 77; }
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
npx --no-install tsc --noEmit
npx --no-install vite build --logLevel warn --emptyOutDir --outDir "$built"
for file in report.js report.css; do
  cmp "$built/$file" "dist/$file" || { echo "grader/web/dist/$file is old: npm run build"; exit 1; }
done
