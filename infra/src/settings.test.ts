import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { readSettings, settingsIn } from "./settings.ts"

const least = `
account: "123456789012"
region: eu-west-1
zones: [eu-west-1a, eu-west-1b, eu-west-1c]
target: prod
budget: { monthly_usd: 100 }
`

describe("settings", () => {
  it("of every environment are valid", () => {
    const files = readdirSync(fileURLToPath(new URL("../settings", import.meta.url)))
    expect(files.length).toBeGreaterThan(1)
    for (const file of files) expect(readSettings(file.replace(".yml", "")).zones.length).toBeGreaterThan(1)
  })

  it.each([
    ["account: 123456789012", "account: "],
    ["region: europe", "region: a region, such as eu-west-1"],
    ["zones: [us-east-1a, us-east-1b]", "zones: the zones must be in the region"],
    ["zones: [eu-west-1a]", "zones: "],
    ["budget: { monthly_usd: 100, tell: 90 }", "budget: tell, slow and stop must rise"],
    ["logs: { retention_days: 8 }", "logs.retention_days: "],
    ["logs: { retention_days: 1 }", "logs.retention_days: 5 or more"],
    ["lake: { raw_infrequent_after_days: 3 }", "lake.raw_infrequent_after_days: 30 or more"],
    ["network: { cdir: 10.0.0.0/16 }", "network: Unrecognized key"],
    ["collect: { concurrency: 0 }", "collect.concurrency: "],
    ["zones: [eu-west-1a, eu-west-1b]", "zones: Redshift Serverless needs three zones"],
    ["warehouse: { base_rpu: 64 }", "warehouse.max_rpu: max_rpu must be base_rpu or more"],
    ["warehouse: { database: Sales }", "warehouse.database: lower-case letters"],
    ["run: { image_tag: latest }", "run: Unrecognized key"],
    ["spark: { release: emr-6.15.0 }", "spark.release: a release of EMR 7"],
  ])("with %s are refused, with the key", (line, message) => {
    const key = line.split(":")[0]
    const text = [...least.split("\n").filter((each) => !each.startsWith(`${key}:`)), line].join("\n")
    expect(() => settingsIn(text, "x.yml")).toThrow(`x.yml: ${message}`)
  })

  it("of an environment with an odd name are refused", () => {
    expect(() => readSettings("../x")).toThrow("2 to 12 lower-case letters and digits")
  })
})
