#!/usr/bin/env bash
# Installs the Debian packages of debian-packages.txt that are missing. Asks nothing; does nothing when all are there.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

command -v apt-get >/dev/null || die "apt-get is missing: these scripts are for Debian 12. On another system, install the" \
  "counterparts of packaging/debian-packages.txt by hand and start with packaging/build.sh --no-install."

missing=()
while read -r package; do
  # A package that another one provides counts, as libjpeg-dev does on some systems.
  dpkg-query --show --showformat '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$packaging/debian-packages.txt")

if [ ${#missing[@]} -eq 0 ]; then
  say "All Debian packages are installed"
  exit 0
fi

say "Installing ${#missing[@]} Debian package(s): ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# sudo drops the environment, hence env.
as_root env DEBIAN_FRONTEND=noninteractive apt-get update --quiet
as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
