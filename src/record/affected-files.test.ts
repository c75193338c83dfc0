import { expect, it } from "vitest"
import { affectedFiles } from "./affected-files.ts"

const described = { "models/a.yml": ["x", "y"], "models/b.yml": ["x"], "models/c.yml": ["z"] }
const files = {
  "models/a.yml": 1,
  "models/b.yml": 1,
  "models/c.yml": 1,
  "models/x.sql": 1,
  "seeds/y.csv": 1,
  "models/z.sql": 1,
}

it.each([
  ["models/x.sql", ["models/a.yml", "models/b.yml", "models/x.sql", "seeds/y.csv"]],
  ["models/b.yml", ["models/a.yml", "models/b.yml", "models/x.sql", "seeds/y.csv"]],
  ["models/z.sql", ["models/c.yml", "models/z.sql"]],
  ["models/new.sql", ["models/new.sql"]],
])("with %s all are read again that share a name with it, properties files of one name too", (path, read) => {
  expect([...affectedFiles(new Set([path]), described, files)].sort()).toEqual(read)
})

it("with no file that differs none is read again", () => {
  expect(affectedFiles(new Set(), described, files).size).toBe(0)
})
