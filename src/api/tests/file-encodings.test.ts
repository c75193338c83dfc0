/** Every kind of file that people write, in another encoding or with characters that break it. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const good = {
  "models/a.sql": "select id, name from {{ref 's'}}",
  "models/a.yml": "models:\n  - name: a\n    description: all\n",
  "models/docs.md": "{{#docs 'x'}}x{{/docs}}",
  "seeds/s.csv": "id,name\n1,x\n",
  "tests/t.sql": "select 1 where false",
  "tests/generic/g.sql": "{{#test 'g'}}select 1 where false{{/test}}",
  "tests/fixtures/f.csv": "id\n1\n",
  "tests/fixtures/f.sql": "select 1 as id",
  "macros/m.sql": "{{#macro 'm'}}1{{/macro}}",
  "macros/j.js": "export const j = () => '1'\n",
  "selectors.yml": "selectors: [{name: all, definition: '+a'}]\n",
  ".env": "X=1\n",
}

async function refusalsOf(project: TemporaryProject): Promise<readonly string[]> {
  try {
    await project.execute("build", { select: ["selector:all"] })
    return []
  } catch (error) {
    const all = error instanceof LuxErrors ? error.errors : error instanceof LuxError ? [error] : []
    return all.map(({ code, place }) => `${code} ${place?.file}:${place?.line}:${place?.column}`)
  }
}

describe("a file", () => {
  it.each([...Object.keys(good), "lux_project.yml"])("%s that is not UTF-8 is refused", async (path) => {
    const project = temporaryProject(good)
    const file = join(project.folder, path)
    writeFileSync(file, Buffer.from("# \n é", "latin1"))
    expect(await refusalsOf(project)).toEqual([`LUX-1007 ${path}:2:2`])
    writeFileSync(file, Buffer.from("# ab\n", "utf16le"))
    expect(await refusalsOf(project)).toEqual([`LUX-1007 ${path}:1:1`])
    writeFileSync(file, "# ab\n\0")
    expect(await refusalsOf(project)).toEqual([`LUX-1008 ${path}:2:1`])
  })

  it("is named with all others that are not UTF-8", async () => {
    const project = temporaryProject(good)
    for (const path of ["models/a.sql", "seeds/s.csv"])
      writeFileSync(join(project.folder, path), Buffer.from("é", "latin1"))
    expect(await refusalsOf(project)).toEqual(["LUX-1007 models/a.sql:1:1", "LUX-1007 seeds/s.csv:1:1"])
  })

  it("is refused after a run that found it in order, too", async () => {
    const project = temporaryProject(good)
    expect(await refusalsOf(project)).toEqual([])
    writeFileSync(join(project.folder, "seeds/s.csv"), Buffer.from("id,name\n1,\u00e9\n", "latin1"))
    expect(await refusalsOf(project)).toEqual(["LUX-1007 seeds/s.csv:2:3"])
  })

  it("gives the same values with line ends of any kind", async () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const files = {
        "models/a.sql": "select id, name, 'p\nq' as text -- a comment\nfrom {{ref 's'}}\n",
        "seeds/s.csv": "id,name\n1,x\n2,y\n",
      }
      const project = temporaryProject(
        Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll("\n", end)])),
      )
      await project.execute("build")
      expect(await project.query("select * from a order by 1")).toEqual([
        { id: "1", name: "x", text: "p\nq" },
        { id: "2", name: "y", text: "p\nq" },
      ])
    }
  })
})
