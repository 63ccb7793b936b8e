"""Prints the figures. Every ratio is tarima divided by sqlite3: below 1, tarima used less."""

from statistics import median

MEBIBYTE = 1 << 20
# With fewer rounds a median hides too little of the machine's noise to be quoted.
ENOUGH_RUNS = 5


def heading(options, machine, size, seconds):
    print("tarima import against sqlite3 .import\n")
    rows = [
        ("seed", str(options.seed)), ("events", str(options.events)), ("runs", str(options.runs)), *machine,
        ("file", f"{size} bytes, {size / options.events:.1f} per event, written in {seconds:.2f} s"),
    ]
    for name, value in rows:
        print(f"  {name:<12} {value}")
    if options.runs < ENOUGH_RUNS:
        print(f"\n  fewer than {ENOUGH_RUNS} runs: only a trial, not to be quoted")
    print(flush=True)


def progress(number, tarima, sqlite):
    print(f"  round {number}: tarima {tarima.wall:.2f} s, sqlite3 {sqlite.wall:.2f} s", flush=True)


def imports(rounds, file_size, tarima_size, sqlite_size, events):
    """The table of both imports, then sizes per event."""
    print(f"\n{'':<26}{'min':>10}{'median':>10}{'max':>10}")
    quantities = [
        ("wall, s", lambda each: each.wall),
        ("user + sys, s", lambda each: each.cpu),
        ("peak RSS, MiB", lambda each: each.rss / MEBIBYTE),
    ]
    for title, value in quantities:
        pairs = [(value(tarima), value(sqlite)) for tarima, sqlite in rounds]
        spread(f"tarima   {title}", [pair[0] for pair in pairs])
        spread(f"sqlite3  {title}", [pair[1] for pair in pairs])
        ratios(pairs)
    print("bytes per event")
    for name, size in [("file", file_size), ("ledger", tarima_size), ("sqlite3", sqlite_size)]:
        print(f"  {name:<24}{size / events:>10.1f}   ({size} bytes)")
    print()


def spread(title, values):
    print(f"{title:<26}{min(values):>10.2f}{median(values):>10.2f}{max(values):>10.2f}")


def ratios(pairs):
    """The medians' ratio, and the median of the rounds' own ratios, which drift of the machine moves less."""
    of_medians = ratio(median(pair[0] for pair in pairs), median(pair[1] for pair in pairs))
    of_rounds = [each for each in (ratio(*pair) for pair in pairs) if each is not None]
    print(
        f"  ratio of the medians {shown(of_medians)}, "
        f"median of the rounds' ratios {shown(median(of_rounds) if of_rounds else None)}\n")


def ratio(tarima, sqlite):
    """None when there is nothing to divide by: processor times of tiny files can be 0."""
    return tarima / sqlite if sqlite > 0 else None


def shown(number):
    return "-" if number is None else f"{number:.2f}"


def begin_rest():
    print(f"{'on the last ledger':<34}{'wall, s':>10}{'user+sys':>10}{'RSS MiB':>10}{'events/s':>12}")


def rest(title, measured, events):
    print(
        f"{title:<34}{measured.wall:>10.2f}{measured.cpu:>10.2f}{measured.rss / MEBIBYTE:>10.1f}"
        f"{events / measured.wall:>12.0f}{failure([measured])}", flush=True)


def stock(sku, measured):
    """Milliseconds, including the start of the process."""
    walls = [each.wall * 1000 for each in measured]
    print(
        f"stock {sku}, {len(walls)} runs{'':<8}median {median(walls):.1f} ms, min {min(walls):.1f}, "
        f"max {max(walls):.1f}{failure(measured)}", flush=True)


def failure(measured):
    """What to add to a line whose command failed: its figures are not to be used."""
    failed = [each for each in measured if each.status != 0]
    return f"   FAILED, status {failed[0].status}: {failed[0].last_line}" if failed else ""


def words(title, text):
    """The command's own last line, so that a reader can see it did what was timed."""
    print(f"{title}: {text or '(nothing)'}")
