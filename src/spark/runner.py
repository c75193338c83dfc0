"""
Stages raw files on Spark: reads a script that lux rendered, makes the batches in it, asks its checks and says what came of
it. It publishes nothing. Valid for Python 3.9, which the nodes of EMR have; needs pyspark 3.5 and nothing else.

    runner.py --serve                       scripts come in one after another, as lines of JSON on standard input
    runner.py --script URI --result URI     one script, in a job of a cluster
"""

import argparse
import datetime
import decimal
import json
import os
import re
import struct
import sys
import threading
import time
import traceback

from pyspark import StorageLevel
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

PROTOCOL = 1

# How many rejects a result has; all of them are in their file.
FIRST_REJECTS = 10


class Cancelled(Exception):
    """The script was cancelled while it ran."""


# ---------------------------------------------------------------------------------------------------------------------
# Records of raw files, without Spark. The same rules as lux has in src/lake/records, letter by letter: docs/guides/lake.md has them.

BLANKS = b" \t\n\r"
MARKS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|["\[\]{},]', re.DOTALL)
BRACES = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|["\[\]{}]', re.DOTALL)
SURROGATE = re.compile("[\ud800-\udfff]")
SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
BROKEN = {
    "empty_file": "the file is empty",
    "not_json": "invalid JSON",
    "truncated": "the file ends early",
    "after_end": "text after the end of the list",
}


class Number(str):
    """A number as it is written."""


class Members(list):
    """The members of an object, as pairs."""


def no_constant(name):
    raise ValueError(name)


# Made where it is first used: what Spark sends to its workers has none, which could not be sent.
MADE = {}


def decoder():
    if "decoder" not in MADE:
        MADE["decoder"] = json.JSONDecoder(
            object_pairs_hook=Members, parse_int=Number, parse_float=Number, parse_constant=no_constant
        )
    return MADE["decoder"]


def decoded(text):
    """The value of strict JSON; raises ValueError."""
    try:
        return decoder().decode(text)
    except RecursionError:
        raise ValueError("too deep")


def value_end(text, start):
    """Where the JSON value ends that begins there; -1 where there is none."""
    try:
        return decoder().raw_decode(text, start)[1]
    except (ValueError, RecursionError, StopIteration):
        return -1


def trimmed(content, start, end):
    while start < end and content[start] in BLANKS:
        start += 1
    while end > start and content[end - 1] in BLANKS:
        end -= 1
    return start, end


def parts_of(content):
    """The parts of a file: (record or None, start, end, why it is not a record or None)."""
    start, _ = trimmed(content, 3 if content.startswith(b"\xef\xbb\xbf") else 0, len(content))
    if start >= len(content):
        return [(None, start, start, "empty_file")]
    if content[start : start + 1] == b"[":
        return elements_of(content, start)
    text = content.decode("latin-1")
    lines = lines_of(content, start)
    if any(is_whole_object(text, *line) for line in lines):
        return [(index + 1, begin, end, None) for index, (begin, end, _) in enumerate(lines)]
    return values_of(content, text, start)


def elements_of(content, opened):
    parts = []
    at = opened + 1
    while True:
        end, depth, in_text = element_end(content, at)
        begin, stop = trimmed(content, at, end)
        is_empty = begin >= stop
        record = len(parts) + 1
        if end >= len(content):
            is_whole = not is_empty and depth == 0 and not in_text
            if is_whole:
                parts.append((record, begin, stop, None))
                begin, stop = end, end
            return parts + [(len(parts) + 1, begin, stop, "truncated")]
        is_last = content[end : end + 1] == b"]"
        if not (is_empty and is_last and not parts):
            parts.append((record, begin, stop, None))
        if is_last:
            begin, stop = trimmed(content, end + 1, len(content))
            return parts + [(None, begin, stop, "after_end")] if begin < stop else parts
        at = end + 1


def element_end(content, start):
    """Where the comma or the bracket is that ends an element: outside of texts, lists and objects."""
    depth = 0
    for found in MARKS.finditer(content, start):
        mark = found.group()
        if mark == b'"':
            return len(content), depth, True
        if mark in (b"[", b"{"):
            depth += 1
        elif mark == b"]":
            if depth == 0:
                return found.start(), depth, False
            depth -= 1
        elif mark == b"}":
            depth = max(0, depth - 1)
        elif mark == b"," and depth == 0:
            return found.start(), depth, False
    return len(content), depth, False


def lines_of(content, first):
    lines = []
    at = first
    while at < len(content):
        found = content.find(b"\n", at)
        end = len(content) if found < 0 else found
        begin, stop = trimmed(content, at, end)
        if begin < stop:
            lines.append((begin, stop, begin == at))
        at = end + 1
    return lines


def is_whole_object(text, start, end, is_flush):
    return is_flush and text[start] == "{" and value_end(text, start) == end


def values_of(content, text, first):
    parts = []
    at = first
    while at < len(content):
        record = len(parts) + 1
        end = one_value_end(content, text, at)
        begin, stop = trimmed(content, at, len(content))
        if end == "open":
            return parts + [(record, begin, stop, "truncated")]
        if end == "none":
            return parts + [(None if not parts else record, begin, stop, "not_json")]
        parts.append((record, at, end, None))
        at = trimmed(content, end, len(content))[0]
    return parts


def one_value_end(content, text, start):
    """Where a value ends, be it JSON or an object that is not; "open" or "none" where it does not."""
    end = value_end(text, start)
    if end >= 0:
        is_scalar = text[start] not in "{["
        return "none" if is_scalar and end < len(content) and content[end] not in BLANKS else end
    if text[start] != "{":
        return "none"
    depth = 0
    for found in BRACES.finditer(content, start):
        mark = found.group()
        if mark == b'"':
            return "open"
        if mark in (b"[", b"{"):
            depth += 1
        elif mark in (b"]", b"}"):
            depth -= 1
            if depth == 0:
                return found.end()
    return "open"


class Problem(Exception):
    """What is wrong with a record: reason, field, message."""


class Misfit(Exception):
    """A value that is not of its type: reason, and for a text that is too long its length."""


def fold(name):
    return "".join(chr(ord(each) + 32) if "A" <= each <= "Z" else each for each in name)


def shown(raw):
    """A JSON value in a message."""
    if raw.startswith("{"):
        return "an object"
    if raw.startswith("["):
        return "a list"
    return raw[:40] + "\u2026" if len(raw) > 40 else raw


class Records:
    """The records of files of one source."""

    def __init__(self, columns):
        self.columns = columns
        self.names = {each["name"] for each in columns}
        self.folded = {fold(each["name"]): each["name"] for each in columns}
        self.has_json = any(each["field"]["kind"] == "json" for each in columns)

    def of_file(self, content, file, collected, choice):
        """Yields the rows, the rejects, and at last the account of a file."""
        count = rejected = 0
        extra = (file,) if collected is None else (file, collected)
        whole = self.whole_list(content)
        found = self.good_and_bad(content) if whole is None else whole
        for record, values, problem in found:
            # What is not a record has the number 0 there.
            if choice is not None and ((record or 0) in choice["records"]) != (choice["kind"] == "only"):
                continue
            count += 1
            if problem is None:
                yield ("row", values + extra, file, record)
            else:
                rejected += 1
                yield ("rejected", file, record) + problem
        yield ("file", file, count, rejected)

    def whole_list(self, content):
        """The short way, of a file that is a list of good records: nearly all are. None: it is not one."""
        if self.has_json:
            return None
        try:
            text = content.decode("utf-8-sig")
            records = decoded(text.strip(" \t\n\r"))
        except ValueError:
            return None
        if type(records) is not list or SURROGATE_ESCAPE.search(text):
            return None
        try:
            return [(index + 1, self.values_of(each, None), None) for index, each in enumerate(records)]
        except (Problem, Misfit):
            return None

    def good_and_bad(self, content):
        for record, start, end, broken in parts_of(content):
            piece = content[start:end]
            raw = piece.decode("utf-8", errors="replace")
            if broken is not None:
                yield record, None, (broken, None, BROKEN[broken], raw)
                continue
            try:
                yield record, self.record_of(piece), None
            except Problem as problem:
                yield record, None, problem.args + (raw,)

    def record_of(self, piece):
        """The values of one record; raises Problem."""
        try:
            text, is_unicode = piece.decode("utf-8"), True
        except UnicodeDecodeError:
            text, is_unicode = piece.decode("latin-1"), False
        try:
            value = decoded(text)
        except ValueError:
            raise Problem("not_json", None, BROKEN["not_json"])
        if not is_unicode or (SURROGATE_ESCAPE.search(text) and has_surrogate(value)):
            raise Problem("not_utf8", None, "text that is not valid Unicode")
        return self.values_of(value, text)

    def values_of(self, value, text):
        """The values of the declared columns; raises Problem, and Misfit where the text of the record is not given."""
        if type(value) is not Members:
            raise Problem("not_object", None, "expected an object, found %s" % shown(text or ""))
        members = dict(value)
        if len(members) != len(value):
            seen = set()
            for name, _ in value:
                if name in seen:
                    raise Problem("duplicate_key", None, 'key "%s" occurs more than once' % name)
                seen.add(name)
        for name in members:
            if name not in self.names:
                column = self.folded.get(fold(name))
                if column is not None:
                    message = 'key "%s" differs from the declared "%s" in upper and lower case' % (name, column)
                    raise Problem("key_case", column, message)
        if not any(name in self.names for name in members):
            raise Problem("no_field", None, "none of the declared fields is in the record")
        values = []
        for column in self.columns:
            name = column["name"]
            if members.get(name) is None:
                # A document may be the value null.
                is_null = column["field"]["kind"] == "json" and name in members
                values.append("null" if is_null and text is not None else None)
                continue
            try:
                convert = CONVERTED[column["field"]["kind"]]
                values.append(convert(members[name], column["field"], text, name))
            except Misfit as misfit:
                if text is None:
                    raise
                raise self.problem_of(misfit, column, text)
        return tuple(values)

    def problem_of(self, misfit, column, text):
        reason = misfit.args[0]
        name, spelled = column["name"], column["spelled"]
        if reason == "too_long":
            return Problem(reason, name, "%s: %d %s do not fit in %s" % (name, misfit.args[1], column["field"]["unit"], spelled))
        found = shown(raw_member(text, name))
        if reason == "out_of_range":
            return Problem(reason, name, "%s: %s is out of range for %s" % (name, found, spelled))
        return Problem(reason, name, "%s: expected %s, found %s" % (name, spelled, found))


def has_surrogate(value):
    if isinstance(value, str):
        return SURROGATE.search(value) is not None
    if type(value) is Members:
        return any(has_surrogate(name) or has_surrogate(each) for name, each in value)
    return isinstance(value, list) and any(has_surrogate(each) for each in value)


def raw_member(text, wanted):
    """The text of a member of an object that is known to be JSON."""
    at = text.index("{") + 1
    while True:
        at = skip(text, at)
        name, at = decoder().raw_decode(text, at)
        at = skip(text, skip(text, at) + 1)
        _, end = decoder().raw_decode(text, at)
        if name == wanted:
            return text[at:end]
        at = skip(text, end) + 1


def skip(text, at):
    while text[at] in " \t\n\r":
        at += 1
    return at


def integer_of(value, field, text, name):
    if type(value) is not Number or not re.fullmatch(r"-?[0-9]+", value):
        raise Misfit("wrong_type")
    if len(value) > 60 or not int(field["least"]) <= int(value) <= int(field["most"]):
        raise Misfit("out_of_range")
    # A type that only a decimal holds is one.
    return decimal.Decimal(value) if len(field["most"]) > 19 else int(value)


def decimal_of(value, field, text, name):
    found = re.fullmatch(r"-?([0-9]+)(?:\.([0-9]*?)0*)?", value) if type(value) is Number else None
    if found is None or len(found.group(2) or "") > field["scale"]:
        raise Misfit("wrong_type")
    if len(found.group(1).lstrip("0")) > field["precision"] - field["scale"]:
        raise Misfit("out_of_range")
    return decimal.Decimal(value)


def float_of(value, field, text, name):
    if type(value) is not Number:
        raise Misfit("wrong_type")
    number = float(value)
    try:
        if field["bytes"] == 4:
            struct.pack("f", number)
    except OverflowError:
        raise Misfit("out_of_range")
    if number in (float("inf"), float("-inf")):
        raise Misfit("out_of_range")
    return number


def boolean_of(value, field, text, name):
    if type(value) is not bool:
        raise Misfit("wrong_type")
    return value


def text_of(value, field, text, name):
    if type(value) is not str or "\0" in value:
        raise Misfit("wrong_type")
    length = field.get("length")
    if length is not None and len(value) * 4 > length:
        size = len(value.encode("utf-8")) if field["unit"] == "bytes" else len(value)
        if size > length:
            raise Misfit("too_long", size)
    return value


CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
FORMS = {
    "date": re.compile(DAY),
    "time": re.compile(CLOCK),
    "timestamp": re.compile(DAY + "[ T]" + CLOCK + r"(?:Z|\+00:00)?"),
    "timestamptz": re.compile(DAY + "[ T]" + CLOCK + r"(?:Z|[+-](?:0[0-9]|1[0-5]):[0-5][0-9])"),
    "uuid": re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
}


def moment_of(value, field, text, name):
    kind = field["kind"]
    if type(value) is not str or not FORMS[kind].fullmatch(value):
        raise Misfit("wrong_type")
    if kind == "uuid":
        return value.lower()
    if kind == "time":
        return value
    try:
        day = datetime.date(int(value[:4]), int(value[5:7]), int(value[8:10]))
    except ValueError:
        raise Misfit("wrong_type")
    if kind == "date":
        return day
    clock = re.match(CLOCK, value[11:]).group()
    fraction = clock[9:].ljust(6, "0")
    zone = value[11 + len(clock) :]
    offset = datetime.timedelta(0)
    if len(zone) == 6:
        offset = datetime.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])) * (-1 if zone[0] == "-" else 1)
    moment = datetime.datetime(
        day.year, day.month, day.day, int(clock[:2]), int(clock[3:5]), int(clock[6:8]), int(fraction)
    )
    if kind == "timestamp":
        return moment
    return (moment - offset).replace(tzinfo=datetime.timezone.utc)


def json_of(value, field, text, name):
    return raw_member(text, name)


def undeclared_of(value, field, text, name):
    if isinstance(value, list) or (type(value) is str and "\0" in value):
        raise Misfit("wrong_type")
    return "true" if value is True else "false" if value is False else str(value)


def other_of(value, field, text, name):
    if type(value) is not str:
        raise Misfit("wrong_type")
    return value


CONVERTED = {
    "integer": integer_of,
    "decimal": decimal_of,
    "float": float_of,
    "boolean": boolean_of,
    "text": text_of,
    "date": moment_of,
    "time": moment_of,
    "timestamp": moment_of,
    "timestamptz": moment_of,
    "uuid": moment_of,
    "json": json_of,
    "undeclared": undeclared_of,
    "other": other_of,
}


# ---------------------------------------------------------------------------------------------------------------------
# Spark.


def session_of(conf):
    builder = SparkSession.builder.appName("lux stage models")
    for key, value in conf.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def plain(uri):
    """A path as both lux and Spark have it: Spark writes file:/x, and escapes nothing."""
    for start in ("file://", "file:"):
        if uri.startswith(start):
            return uri[len(start) :]
    return uri


def escaped(path):
    """A path in which Hadoop finds no pattern."""
    return "".join("\\" + each if each in "{}[]*?\\^," else each for each in path)


def parsed_files(spark, source, files):
    """What is in files, as an RDD of what `Records.of_file` yields, each file read once and whole."""
    records = Records(source["columns"])
    known = spark.sparkContext.broadcast({plain(each["read"]): each for each in files})
    # Spark lists no empty file: what is in none is known.
    empty = [each for each in files if each["bytes"] == 0]
    paths = [escaped(each["read"]) for each in files if each["bytes"] > 0]
    nothing = spark.sparkContext.parallelize(empty, 1).flatMap(lambda each: parsed_file(records, b"", each))
    if not paths:
        return nothing
    found = spark.read.format("binaryFile").load(paths).select("path", "content")

    def parsed(rows):
        for row in rows:
            yield from parsed_file(records, bytes(row.content), known.value[plain(row.path)])

    return found.rdd.mapPartitions(parsed).union(nothing) if empty else found.rdd.mapPartitions(parsed)


def parsed_file(records, content, file):
    collected = file.get("collected")
    moment = None if collected is None else datetime.datetime.strptime(collected, "%Y-%m-%d %H:%M:%S")
    choice = file.get("choice")
    if choice is not None:
        choice = {"kind": choice["kind"], "records": set(choice["records"])}
    return records.of_file(content, file["file"], moment, choice)


def raw_texts(spark, files, wanted):
    """The texts of records that are good JSON, by file and record."""
    chosen = {plain(each["read"]): each["file"] for each in files if each["file"] in wanted}
    found = spark.read.format("binaryFile").load([escaped(each) for each in chosen]).select("path", "content")

    def texts(rows):
        for row in rows:
            file = chosen[plain(row.path)]
            content = bytes(row.content)
            for record, start, end, _ in parts_of(content):
                if record in wanted[file]:
                    yield (file, record), content[start:end].decode("utf-8")

    return dict(found.rdd.mapPartitions(texts).collect())


def schema_of(source, has_records):
    names = ["`%s` %s" % (each["name"].replace("`", "``"), each["type"]) for each in source["columns"]]
    names.append("`_file` string")
    if source["collected"]:
        names.append("`_collected_at` timestamp_ntz")
    if has_records:
        names.append("`lux_record` bigint")
    return ", ".join(names)


def account_of(parsed, files):
    """The accounts of the files, and the rejects in their order. Raises where a file was not read, or twice."""
    accounts = sorted(parsed.filter(lambda each: each[0] == "file").map(lambda each: each[1:]).collect())
    if [each[0] for each in accounts] != sorted(each["file"] for each in files):
        raise ValueError("Spark read %d of %d files" % (len(accounts), len(files)))
    rejects = [] if all(each[2] == 0 for each in accounts) else parsed.filter(lambda each: each[0] == "rejected").map(lambda each: each[1:]).collect()
    rejects.sort(key=reject_order)
    return [list(each) for each in accounts], rejects


def reject_order(reject):
    """By file and record, what has no record last."""
    return reject[0], reject[1] is None, reject[1] or 0


def reject_line(reject):
    names = ("file", "record", "reason", "field", "message", "raw")
    return json.dumps(dict(zip(names, reject)), ensure_ascii=False, separators=(",", ":")) + "\n"


class Stage:
    """One stage model of a script."""

    def __init__(self, spark, stage, step):
        self.spark = spark
        self.stage = stage
        self.step = step
        self.kept = []

    def run(self):
        started = time.time()
        batches = [self.batch(each) for each in self.stage["batches"]]
        answers = [self.answer(each) for each in self.stage.get("queries", [])]
        return {
            "stage": self.stage["name"],
            "batches": batches,
            "answers": answers,
            "seconds": round(time.time() - started, 3),
        }

    def batch(self, batch):
        name = self.stage["name"]
        rules = self.stage["rules"]
        accounts = []
        rejects = []
        for source in self.stage["sources"]:
            files = batch["files"].get(source["relation"], [])
            self.step("%s: reading %d %s of %s" % (name, len(files), "file" if len(files) == 1 else "files", source["relation"]))
            parsed = self.keep(parsed_files(self.spark, source, files))
            read, bad = account_of(parsed, files)
            accounts += read
            rejects += bad
            rows = parsed.filter(lambda each: each[0] == "row")
            values = rows.map(lambda each: each[1] + (each[3],)) if rules else rows.map(lambda each: each[1])
            shown = self.spark.createDataFrame(values, schema_of(source, bool(rules)), verifySchema=False)
            shown.createOrReplaceTempView(quoted(source["relation"]))
        self.step("%s: running its query" % name)
        found = self.spark.sql(self.stage["sql"])
        wanted = self.stage["columns"]
        of_record = ["lux_file", "lux_record", "lux_rule"] if rules else []
        if len(found.columns) != len(wanted) + len(of_record):
            raise ValueError("the query has %d columns and not %d" % (len(found.columns) - len(of_record), len(wanted)))
        typed = self.keep(
            found.toDF(*[each["name"] for each in wanted], *of_record).select(
                *[column_of(each["name"]).cast(each["type"]).alias(each["name"]) for each in wanted], *of_record
            )
        )
        by_rule = [0] * len(rules)
        broken = self.broken(typed) if rules else {}
        if broken:
            for rule in broken.values():
                by_rule[rule] += 1
            rejects += self.by_rule(broken, batch)
            rejects.sort(key=reject_order)
            accounts = [[file, records, bad + sum(1 for each in broken if each[0] == file)] for file, records, bad in accounts]
            typed = self.without(typed, broken)
        typed = typed.drop(*of_record)
        rows = typed.count()
        if rejects:
            write_text(self.spark, batch["rejects"], "".join(reject_line(each) for each in rejects))
        self.step("%s: writing %d %s" % (name, rows, "row" if rows == 1 else "rows"))
        files = self.write(typed, batch)
        return {
            "files": files,
            "rows": rows,
            "accounts": accounts,
            "byRule": by_rule,
            "rejects": [list(each[:5]) for each in rejects[:FIRST_REJECTS]],
        }

    def broken(self, typed):
        """By file and record which rule it breaks first."""
        found = typed.where("lux_rule is not null").groupBy("lux_file", "lux_record").agg(F.min("lux_rule").alias("lux_rule"))
        return {(row.lux_file, row.lux_record): row.lux_rule for row in found.collect()}

    def by_rule(self, broken, batch):
        """The rejects of records that break a rule, with their texts."""
        wanted = {}
        for file, record in broken:
            wanted.setdefault(file, set()).add(record)
        texts = raw_texts(self.spark, [each for files in batch["files"].values() for each in files], wanted)
        rules = self.stage["rules"]
        return [
            (file, record, "rule", rules[rule]["field"], rules[rule]["message"], texts[(file, record)])
            for (file, record), rule in broken.items()
        ]

    def without(self, typed, broken):
        bad = self.spark.createDataFrame(list(broken), "lux_file string, lux_record bigint")
        return self.keep(typed.join(F.broadcast(bad), ["lux_file", "lux_record"], "left_anti"))

    def write(self, typed, batch):
        """Into a folder of their own, which nothing reads before lux has published it."""
        texts = [
            written_as(column_of(each["name"]), each["type"], each["written"]).alias(each["name"])
            for each in self.stage["columns"]
        ]
        out = typed.select(*texts).coalesce(max(1, batch.get("parts", 1)))
        out.write.mode("overwrite").format(self.stage["format"]).save(batch["writing"])
        return written_files(self.spark, batch["writing"])

    def answer(self, query):
        rows = self.spark.sql(query["sql"]).collect()
        return {"id": query["id"], "rows": [[text_of(value) for value in row] for row in rows]}

    def keep(self, data):
        data.persist(StorageLevel.MEMORY_AND_DISK)
        self.kept.append(data)
        return data

    def forget(self):
        for each in self.kept:
            each.unpersist()
        for source in self.stage["sources"]:
            self.spark.catalog.dropTempView(quoted(source["relation"]))


def quoted(name):
    return "`%s`" % name.replace("`", "``")


def column_of(name):
    return F.col(quoted(name))


def written_as(column, given, written):
    if given == written:
        return column
    text = column.cast(written)
    # As lux writes a moment: COPY reads the zone from it.
    return F.concat(text, F.lit("+00")) if given == "timestamp" and written == "string" else text


def text_of(value):
    return value if value is None or isinstance(value, (bool, str)) else str(value)


def written_files(spark, folder):
    """The files of data in a folder, by name."""
    jvm = spark._jvm
    path = jvm.org.apache.hadoop.fs.Path(folder)
    system = path.getFileSystem(spark._jsc.hadoopConfiguration())
    found = [(plain(each.getPath().toString()), each.getLen()) for each in system.listStatus(path)]
    return sorted(each for each, _ in found if os.path.basename(each).startswith("part-"))


# ---------------------------------------------------------------------------------------------------------------------
# What went wrong.


def cause_of(error):
    """The first cause, in its own words, and where in the SQL it is."""
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    message = None
    if java is not None:
        first = java
        while first.getCause() is not None:
            first = first.getCause()
        message = first.getMessage() or first.toString()
    if message is None:
        message = str(error) or type(error).__name__
    if "Traceback (most recent call last)" in message:
        message = message.strip().splitlines()[-1]
    return message


# What Spark throws where a value is one that an expression cannot take; all else is not a fault of the records.
OF_VALUES = re.compile(r"^org\.apache\.spark\.Spark(Arithmetic|NumberFormat|DateTime|Runtime|ArrayIndexOutOfBounds|NoSuchElement)\w*$|^java\.lang\.(Runtime|Arithmetic|NumberFormat)Exception$|^java\.time\.\w*Exception$")


def is_of_values(error):
    java = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    if java is None:
        return False
    while java.getCause() is not None:
        java = java.getCause()
    return OF_VALUES.match(java.getClass().getName()) is not None


def failure_of(error, stage):
    return {
        "ofValues": is_of_values(error),
        "stage": stage,
        "kind": type(error).__name__,
        "message": cause_of(error),
        "trace": traceback.format_exc()[-4000:],
    }


def run_script(spark, script, step):
    """The results of a script's stages, in order. A stage that fails has its cause there; the others go on."""
    if script["protocol"] != PROTOCOL:
        raise ValueError("the script is of protocol %s, the runner of %s" % (script["protocol"], PROTOCOL))
    results = []
    for each in script["stages"]:
        stage = Stage(spark, each, step)
        try:
            results.append(stage.run())
        except Cancelled:
            raise
        except Exception as error:
            results.append({"stage": each["name"], "error": failure_of(error, each["name"])})
        finally:
            stage.forget()
    return {"protocol": PROTOCOL, "spark": spark.version, "stages": results}


# ---------------------------------------------------------------------------------------------------------------------
# Ways to run.


def serve(conf):
    """Until standard input ends: then anyone who started this is gone, and so is this, whatever it does."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(message):
        out.write(json.dumps(message) + "\n")
        out.flush()

    requests = []
    cancelled = set()
    changed = threading.Condition()
    spark = None

    def listen():
        for line in sys.stdin:
            message = json.loads(line)
            with changed:
                if "cancel" in message:
                    cancelled.add(message["cancel"])
                    if spark is not None:
                        spark.sparkContext.cancelJobGroup(str(message["cancel"]))
                else:
                    requests.append(message)
                changed.notify()
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    try:
        spark = session_of(conf)
    except Exception as error:
        say({"type": "broken", "error": failure_of(error, None)})
        os._exit(1)
    say({"type": "started", "spark": spark.version})
    while True:
        with changed:
            while not requests:
                changed.wait()
            request = requests.pop(0)
        number = request["id"]

        def step(message):
            if number in cancelled:
                raise Cancelled()
            say({"type": "state", "id": number, "message": message})

        try:
            spark.sparkContext.setJobGroup(str(number), "lux", interruptOnCancel=True)
            step("running")
            with open(request["script"], encoding="utf-8") as file:
                script = json.load(file)
            result = run_script(spark, script, step)
            if number in cancelled:
                raise Cancelled()
            say({"type": "done", "id": number, "result": result})
        except Cancelled:
            say({"type": "cancelled", "id": number})
        except Exception as error:
            say({"type": "failed", "id": number, "error": failure_of(error, None)})


def once(conf, script_uri, result_uri):
    spark = session_of(conf)
    text = spark.sparkContext.wholeTextFiles(script_uri).values().first()
    script = json.loads(text)

    def step(message):
        print("lux: " + message, flush=True)

    try:
        result = run_script(spark, script, step)
    except Exception as error:
        result = {"protocol": PROTOCOL, "spark": spark.version, "error": failure_of(error, None)}
    write_text(spark, result_uri, json.dumps(result))
    failed = "error" in result or any("error" in each for each in result["stages"])
    spark.stop()
    return 1 if failed else 0


def write_text(spark, uri, text):
    path = spark._jvm.org.apache.hadoop.fs.Path(uri)
    files = path.getFileSystem(spark._jsc.hadoopConfiguration())
    # On a disk Hadoop would leave a checksum next to it.
    files.setWriteChecksum(False)
    stream = files.create(path, True)
    try:
        stream.write(bytearray(text.encode("utf-8")))
    finally:
        stream.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--script")
    parser.add_argument("--result")
    parser.add_argument("--conf", default="{}")
    args = parser.parse_args()
    conf = json.loads(args.conf)
    if args.serve:
        serve(conf)
        return 0
    return once(conf, args.script, args.result)


if __name__ == "__main__":
    sys.exit(main())
