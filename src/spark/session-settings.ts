import { sparkSettings } from "../sql/to-spark/engine.ts"

/** What a session is opened with, wherever it runs: what the translation needs, and how batches are written. */
export const sessionSettings = {
  ...sparkSettings,
  "spark.sql.caseSensitive": "false",
  // Spark's own way with moments is a type of Parquet that is going away.
  "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
} as const
