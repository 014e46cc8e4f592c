#!/bin/sh
# A day in the warehouse on the sample files: intake, inspection, lists, exports, care of the record.
# Works in a temporary folder that is gone afterwards, and ends with 1 if anything is not as it
# should be. REGRADE=/path/to/regrade uses that program and builds none.
set -eu
samples=$(cd "$(dirname "$0")" && pwd)
if [ -z "${REGRADE:-}" ]; then
    cd "$samples/.."
    cargo build --release --locked
    REGRADE="${CARGO_TARGET_DIR:-target}/release/regrade"
fi
REGRADE=$(cd "$(dirname "$REGRADE")" && pwd)/$(basename "$REGRADE")

# Nothing of the user's own is read or touched.
day=$(mktemp -d)
trap 'rm -rf "$day"' EXIT
trap 'exit 130' INT TERM
unset REGRADE_CONFIG REGRADE_SITE REGRADE_DOMAIN REGRADE_TIME_ZONE REGRADE_STATION
export REGRADE_DB="$day/warehouse.db" REGRADE_KEYS="$day/keys" XDG_CONFIG_HOME="$day/config"
export REGRADE_OPERATOR=clerk REGRADE_NOW=2017-12-21T12:00:00Z
cp -R "$samples/photos" "$samples"/*.csv "$day"
cd "$day"

heading() {
    printf '\n== %s\n' "$*"
}

# run CODE ARGUMENT…: shows the command, runs it, and wants that exit code.
run() {
    wanted=$1
    shift
    printf '$ regrade'
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_./=-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    got=0
    "$REGRADE" "$@" || got=$?
    want "$wanted" "$got" "exit code of regrade $*"
}

# want WANTED FOUND WHAT
want() {
    if [ "$1" != "$2" ]; then
        printf 'day.sh: %s: wanted %s, found %s\n' "$3" "$1" "$2" >&2
        exit 1
    fi
}

# How many items a list has.
count() {
    "$REGRADE" list --limit 0 --format jsonl "$@" | grep -c '' || :
}

heading "Preview: what would be taken in (exit code 3 says that rows would be rejected)"
run 3 intake --dry-run pickups-app.csv pickups-partner.csv
want 0 "$(count)" "items after the preview"

heading "Intake: the app's file in UTF-8, the partner's as Excel saves it in China"
run 3 intake pickups-app.csv pickups-partner.csv
want 8 "$(count)" "items after the intake"

heading "The rejected rows, mended and fed back"
cat pickups-app.rejects.csv pickups-partner.rejects.csv
sed -e 's|03/04/2017|2017-12-21 11:20|g' -e 's|350000000001062|350000000001061|g' \
    pickups-app.rejects.csv >mended-app.csv
sed 's|3[.]50000E+14|350000000001095|g' pickups-partner.rejects.csv >mended-partner.csv
run 0 intake mended-app.csv mended-partner.csv
want 11 "$(count)" "items after mending"

heading "The same file again takes in nothing twice"
run 3 intake --quiet --rejects again.csv pickups-app.csv
want 11 "$(count)" "items after a second intake"

heading "What is in the warehouse"
run 0 list

heading "Inspections from a file: a premium phone and book, good ones, scrap, a locked account"
REGRADE_OPERATOR=inspector
run 3 grade --batch inspections.csv
cat inspections.rejects.csv
want 2 "$(count --class premium)" "premium items"
want 2 "$(count --class good)" "good items"
want 1 "$(count --class scrap)" "scrap items"
want 1 "$(count --held)" "held items"

heading "One row mended: the other names no item of ours"
sed 's|maybe|yes|g' inspections.rejects.csv >mended-inspections.csv
run 3 grade --batch mended-inspections.csv --rejects still.csv
want 3 "$(count --class good)" "good items after mending"

heading "One inspection by itself: the piano on the third floor"
run 0 grade A20171221004 --worth 4200 --set photos='photos/front.png;photos/back.png;photos/sides.png'
want 3 "$(count --class premium)" "premium items with the piano"

heading "Everything about one item: premium, but its memory is not proved to be wiped"
run 0 show A20171221001

heading "The refused one: no class, held, may only go back to its owner"
run 0 show A20171221006

heading "No such item"
run 7 show NOBODY-0001

heading "An inspection undone by new events, and done again"
operation=$("$REGRADE" log --limit 1 --format jsonl | sed 's/.*"operation":\([0-9]*\).*/\1/')
run 0 undo "$operation" --reason "wrong item on the bench"
want 2 "$(count --class premium)" "premium items after the undo"
run 0 grade A20171221004 --set photos='photos/front.png;photos/back.png;photos/sides.png'
run 0 log

heading "Items for other programs"
run 0 export items -o items.csv
want 12 "$(grep -c '' items.csv)" "lines of items.csv"
head -n 3 items.csv
run 0 export items --class premium -o premium.xlsx
want PK "$(dd if=premium.xlsx bs=2 count=1 2>/dev/null)" "the first bytes of premium.xlsx"

heading "The record is hashed again, compared with what was signed, and copied"
run 0 db check
run 0 db backup backup.db
run 0 --db backup.db list --held

heading "Done: all as it should be"
