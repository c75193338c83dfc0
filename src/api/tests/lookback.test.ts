/** Sources that say how far back new files may be. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const glob = "raw/posts/year=*/month=*/day=*/posts_*.json"
const pattern = "posts_%Y-%m-%d_%H%M%S.json"

function project(external = `path: '${glob}', collected_at: '${pattern}', lookback: 2d`): TemporaryProject {
  const made = temporaryProject({
    "models/sources.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: posts
        external: {${external}}
        columns: [{name: id, data_type: integer}]
`,
    "models/stage_posts.sql": `{{config materialized="stage"}}\nselect id from {{source "lake" "posts"}}\n`,
    "models/posts.sql": `{{config materialized="incremental" incremental_strategy="append"}}\nselect id from {{ref "stage_posts"}}\n`,
  })
  mkdirSync(join(made.folder, "lake/raw"), { recursive: true })
  return made
}

function put(made: TemporaryProject, day: string, id: number, { folder = day } = {}): void {
  const [year, month, date] = folder.split("-")
  const file = `lake/raw/posts/year=${year}/month=${month}/day=${date}/posts_${day}_100000.json`
  mkdirSync(dirname(join(made.folder, file)), { recursive: true })
  writeFileSync(join(made.folder, file), JSON.stringify([{ id }]))
}

const ids = async (made: TemporaryProject): Promise<unknown> =>
  (await made.query("select id::int as id from posts order by id")).map(({ id }) => id)

describe("lookback", () => {
  it("takes everything first, then what is in folders of the last days and later", async () => {
    const made = project()
    put(made, "2023-12-30", 1)
    put(made, "2024-01-10", 2)
    await made.execute("build")
    expect(await ids(made)).toEqual([1, 2])
    put(made, "2024-01-07", 3)
    put(made, "2024-01-08", 4)
    put(made, "2024-02-01", 5)
    // Collected long ago, delivered today.
    put(made, "2023-11-05", 6, { folder: "2024-02-02" })
    await made.execute("build")
    expect(await ids(made)).toEqual([1, 2, 4, 5, 6])
    await made.execute("build")
    expect(await ids(made)).toEqual([1, 2, 4, 5, 6])
    await made.execute("build", { fullRefresh: true })
    expect(await ids(made)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it.each([
    [`path: '${glob}', collected_at: '${pattern}', lookback: soon`, 'lookback "soon" is not a span of time'],
    [`path: '${glob}', lookback: 2d`, "lookback needs files that tell when they were collected"],
    [
      `path: 'raw/*.json', collected_at: '${pattern}', lookback: 2d`,
      "lookback needs files that tell when they were collected",
    ],
  ])("is refused: %s", async (external, message) => {
    await expect(project(external).lux().parse()).rejects.toMatchObject({
      code: "LUX-2209",
      message,
      place: { file: "models/sources.yml", line: 6 },
    })
  })
})
