/** Values of seeds come out of every warehouse as they are written, or are refused with their line. */
import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../../errors.ts"
import { compareDecimals, decimalOfText } from "../../template/decimal.ts"
import { seededRandom } from "../seeded-random.ts"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

/** Columns of numbers, each column of one kind, from a seed of random numbers. */
function randomColumns(random: () => number, rows: number): readonly (readonly string[])[] {
  const digits = (count: number): string =>
    Array.from({ length: count }, (_, at) =>
      String(Math.floor(random() * (at === 0 ? 9 : 10)) + (at === 0 ? 1 : 0)),
    ).join("")
  return Array.from({ length: 24 }, (_, index) => {
    const whole = 1 + Math.floor(random() * 38)
    const fraction = index % 2 === 0 ? 0 : 1 + Math.floor(random() * 24)
    return Array.from({ length: rows }, () => {
      const sign = random() < 0.3 ? "-" : ""
      const length = 1 + Math.floor(random() * whole)
      return sign + digits(length) + (fraction === 0 ? "" : `.${digits(1 + Math.floor(random() * fraction))}`)
    })
  })
}

/** A value for each declared type that holds it, and one that it would change. */
const declared: readonly (readonly [type: string, fits: string, misfit: string])[] = [
  ["smallint", "-32768", "32768"],
  ["integer", "2147483647", "2147483648"],
  ["bigint", "9223372036854775807", "9223372036854775808"],
  ["numeric(10,2)", "12345678.90", "1.005"],
  ["numeric(38,0)", "12345678901234567890123456789012345678", "1.5"],
  ["double precision", "0.1", "9007199254740993"],
  ["real", "0.1", "16777217"],
  ["date", "2024-02-29", "2023-02-29"],
  ["timestamp", "2024-01-02 03:04:05.123456", "2024-01-02 03:04:05.1234567"],
  ["timestamp", "2024-01-02 03:04:05", "2024-01-02 03:04:05+02:00"],
  ["timestamptz", "2024-01-02 03:04:05+02:00", "2024-01-02 25:04:05+02:00"],
  ["varchar(3)", "abc", "abcd"],
  ["char(3)", "abc", "abcd"],
  ["boolean", "true", "maybe"],
]

describe.each(everyWarehouse)("on %s", (type) => {
  it("a seed that takes several statements tells all its rows", async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${index},${"x".repeat(60_000)}`)
    const project = projectOn(type, network(), { "seeds/long.csv": `id,text\n${lines.join("\n")}\n` })
    for (const [command, options] of [["seed"], ["seed"], ["build", { fullRefresh: true }]] as const) {
      const { nodes } = await project.execute(command, options)
      expect(nodes.map(({ status, rows }) => [status, rows])).toEqual([["ok", 30]])
    }
    expect(Number((await project.values("select count(*) from {{ref 'long'}}"))[0]?.[0])).toBe(30)
  })

  it("random numbers keep every digit", async () => {
    const columns = randomColumns(seededRandom(20261130), 12)
    const names = columns.map((_, index) => `c${index}`)
    const rows = Array.from({ length: 12 }, (_, row) => columns.map((column) => column[row]))
    const csv = [["n", ...names], ...rows.map((row, index) => [String(index), ...row])]
      .map((row) => row.join(","))
      .join("\n")
    const project = projectOn(type, network(), { "seeds/numbers.csv": csv })
    expect(await project.statuses("seed")).toEqual({ numbers: "ok" })
    const shown = await project
      .lux()
      .show({ inline: 'select * from {{ref "numbers"}} order by n', limit: -1 })
    const wrong = shown.rows.flatMap((row, at) =>
      names.flatMap((name, column) => {
        const [written = "", stored] = [rows[at]?.[column], String(row[name])]
        return compareDecimals(decimalOfText(written), decimalOfText(stored)) === 0
          ? []
          : [`${written} <> ${stored}`]
      }),
    )
    expect(shown.rows).toHaveLength(12)
    expect(wrong).toEqual([])
  }, 60_000)

  it("a declared type holds a value unchanged, or the value is refused with its line", async () => {
    const names = declared.map((_, index) => `c${index}`)
    const csv = (row: readonly string[]): string => `${names.join(",")}\n${row.join(",")}\n`
    const types = declared.map(([name], index) => `${names[index]}: "${name}"`).join(", ")
    const project = projectOn(type, network(), {
      "seeds/typed.csv": csv(declared.map(([, fits]) => fits)),
      "seeds/typed.yml": `seeds: [{name: typed, config: {column_types: {${types}}}}]\n`,
    })
    expect(await project.statuses("seed")).toEqual({ typed: "ok" })
    project.write({ "seeds/typed.csv": csv(declared.map(([, , misfit]) => misfit)) })
    const refused = await project.execute("seed").then(
      () => [],
      (error: unknown) =>
        error instanceof LuxErrors ? error.errors : error instanceof LuxError ? [error] : [],
    )
    expect(
      refused.map(({ code, place, message }) => `${code} ${place?.line} ${message.split('"')[1]}`),
    ).toEqual(names.map((name) => `LUX-2112 2 ${name}`))
  }, 60_000)

  it("times with an offset are moments, texts keep quotes, backslashes and line ends", async () => {
    const project = projectOn(type, network(), {
      "seeds/moments.csv":
        'id,moment,word\n1,2024-01-02T03:04:05+02:00,"it\'s \\ ""x""\r\ny"\n2,2024-01-02T03:04:05Z,b\r\n',
    })
    expect(await project.statuses("seed")).toEqual({ moments: "ok" })
    const { rows } = await project
      .lux()
      .show({ inline: `select id, moment, word from {{ref "moments"}} order by id`, limit: -1 })
    expect(
      rows.map(({ id, moment, word }) => [
        Number(id),
        String(moment).replace(/(:\d\d)?\+00(:00)?$/, "$1"),
        word,
      ]),
    ).toEqual([
      [1, "2024-01-02 01:04:05", 'it\'s \\ "x"\r\ny'],
      [2, "2024-01-02 03:04:05", "b"],
    ])
  }, 60_000)
})
