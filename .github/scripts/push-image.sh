#!/usr/bin/env bash
# Builds the image of a commit and pushes it, unless it is there: tags of the repository are never moved.
#   push-image.sh ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME TAG [DOCKERFILE]
set -euo pipefail
repository=$1
tag=$2
file=${3:-infra/image/Dockerfile}
cd "$(dirname "$0")/../.."
if aws ecr describe-images --repository-name "${repository#*/}" --image-ids "imageTag=$tag" > /dev/null 2>&1; then
  echo "$repository:$tag is there"
  exit 0
fi
aws ecr get-login-password | docker login --username AWS --password-stdin "${repository%%/*}"
docker build --platform linux/arm64 --file "$file" --tag "$repository:$tag" .
docker push "$repository:$tag"
