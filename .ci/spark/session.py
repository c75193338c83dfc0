"""One Spark session for all cases of a test: a query a line on stdin as JSON, its first rows a line on stdout."""

import datetime
import decimal
import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql.types import TimestampType


def as_text(value, data_type):
    """The value as Redshift's clients show it; a float as JSON has it."""
    if value is None or isinstance(value, (float, str)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, datetime.datetime):
        zone = "+00" if isinstance(data_type, TimestampType) else ""
        fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
        return value.strftime("%Y-%m-%d %H:%M:%S") + fraction + zone
    return str(value)


def answer(spark, request):
    try:
        frame = spark.sql(request["sql"])
        fields = frame.schema.fields
        rows = frame.take(request.get("rows", 1)) if fields else []
        return {
            "columns": [field.name for field in fields],
            "rows": [[as_text(v, f.dataType) for v, f in zip(row, fields)] for row in rows],
        }
    except Exception as error:  # What Spark refuses is an answer too.
        return {"error": str(error).split("\n\nJVM stacktrace")[0]}


def main():
    builder = SparkSession.builder.master("local[1]")
    for name, value in json.loads(sys.argv[1]).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    print(json.dumps({"version": spark.version}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(spark, json.loads(line))), flush=True)
    spark.stop()


if __name__ == "__main__":
    main()
