/** The runner tells files into records, and good from bad, as lux does: the same rejects for the same reasons. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect } from "vitest"
import { brokenColumns, brokenFiles } from "../dev/broken-input.testkit.ts"
import { needing } from "../dev/needing.testkit.ts"
import { seededRandom } from "../dev/seeded-random.ts"
import { recordChecker } from "../lake/records/check-record.ts"
import { fieldType } from "../lake/records/field-types.ts"
import { rawText, readRawFile } from "../lake/records/raw-file.ts"
import type { RecordChoice } from "../lake/records/rejects.ts"
import { fieldScript } from "./field-script.ts"
import { runnerFile } from "./runner-file.ts"

/** Reads files with the runner's own functions; Spark is not needed for them. */
const program = `
import base64, importlib.util, json, sys
from unittest.mock import MagicMock
for name in ("pyspark", "pyspark.sql"):
    sys.modules[name] = MagicMock()
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("runner", sys.argv[1])
runner = importlib.util.module_from_spec(spec)
spec.loader.exec_module(runner)
asked = json.load(open(sys.argv[2]))
records = runner.Records(asked["columns"])
answers = []
for file in asked["files"]:
    choice = file.get("choice")
    if choice is not None:
        choice = {"kind": choice["kind"], "records": set(choice["records"])}
    found = list(records.of_file(base64.b64decode(file["bytes"]), "f", None, choice))
    answers.append({
        "good": [each[3] for each in found if each[0] == "row"],
        "rejects": [list(each[2:]) for each in found if each[0] == "rejected"],
        "account": list(found[-1][2:]),
    })
print(json.dumps(answers))
`

const python = process.env["LUX_TEST_PYTHON"] ?? "python3"
const needingPython = needing("python3", runs(python))

function runs(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

const dialect = "redshift"
const columns = brokenColumns.map(({ name, dataType }) => ({
  name,
  spelled: dataType,
  ...fieldScript(fieldType(dataType, dialect)),
}))
const check = recordChecker(brokenColumns, dialect)

interface Answer {
  readonly good: readonly number[]
  readonly rejects: readonly unknown[]
  readonly account: readonly number[]
}

/** As lux reads it. */
function here(bytes: Buffer, choice?: RecordChoice): Answer {
  const { good, rejects } = readRawFile(bytes, check, choice)
  return {
    good: good.map(({ record }) => record),
    rejects: rejects.map(({ record, reason, field, message, ...span }) => [
      record,
      reason,
      field,
      message,
      rawText(bytes, span),
    ]),
    account: [good.length + rejects.length, rejects.length],
  }
}

/** Files that were good, with bytes taken out, put in, doubled. */
function* mutated(seed: number, count: number): Generator<Buffer> {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const bits = [
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    '"',
    "\\",
    "\n",
    " ",
    "7",
    "-",
    "e3",
    "null",
    "NaN",
    "\\ud800",
    "\\u0000",
    "é",
  ]
  const starts = [
    '[{"id":1,"caption":"a"},{"id":2,"likes":7}]',
    '{"id":1}\n{"id":2,"price":1.50}\n',
    '{"id":1,"at":"2024-01-01T00:00:00Z"}',
    '[{"id":1},{"id":1,"ID":2},null,[1,{}]] ',
  ]
  for (let each = 0; each < count; each++) {
    let bytes = Buffer.from(starts[below(starts.length)] ?? "")
    for (let times = 1 + below(3); times > 0; times--) {
      const at = below(bytes.length + 1)
      const put =
        below(12) === 0 ? Buffer.from([0x80 + below(128)]) : Buffer.from(bits[below(bits.length)] ?? "")
      bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + below(3))])
    }
    yield bytes
  }
}

needingPython.describe("the runner's records", () => {
  let folder = ""
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lux-records-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const there = (
    files: readonly { readonly bytes: Buffer; readonly choice?: RecordChoice }[],
  ): readonly Answer[] => {
    const asked = join(folder, "asked.json")
    const written = files.map(({ bytes, choice }) => ({
      bytes: bytes.toString("base64"),
      choice: choice === undefined ? null : { kind: choice.kind, records: [...choice.records] },
    }))
    writeFileSync(asked, JSON.stringify({ columns, files: written }))
    const answered = execFileSync(python, ["-c", program, runnerFile(), asked], {
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    })
    return JSON.parse(answered)
  }

  needingPython.it("are those of the table of broken files", () => {
    const files = brokenFiles.map(({ bytes }) => ({ bytes: Buffer.from(bytes) }))
    const answers = there(files)
    for (const [index, { title, staged, rejects }] of brokenFiles.entries()) {
      const { good, rejects: found } = answers[index] ?? { good: [], rejects: [] }
      expect(found, title).toEqual(
        rejects.map(({ record, reason, field, message, raw }) => [record, reason, field, message, raw]),
      )
      expect(good, title).toHaveLength(staged.length)
    }
  })

  needingPython.it("are the same of files with anything wrong in them", () => {
    const files = [...mutated(7, 4000)].map((bytes) => ({ bytes }))
    const answers = there(files)
    for (const [index, { bytes }] of files.entries())
      expect(answers[index], JSON.stringify(bytes.toString("latin1"))).toEqual(here(bytes))
  })

  needingPython.it("are those that were chosen", () => {
    const bytes = Buffer.from('[{"id":1},7,{"id":3},8] rest')
    const files = (["only", "except"] as const).map((kind) => ({
      bytes,
      choice: { kind, records: new Set([0, 2, 3]) },
    }))
    expect(there(files)).toEqual(files.map(({ choice }) => here(bytes, choice)))
  })
})
