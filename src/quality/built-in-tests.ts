import * as z from "zod"
import { parseTemplate } from "../template/parse.ts"
import type { GenericTest, MacroParameter } from "../template/types.ts"
import type { CheckKind } from "./check-kinds/check-kind.ts"
import { checkKinds } from "./check-kinds/check-kinds.ts"

const place = { file: "lux:catalogue", line: 1, column: 1 }

let made: ReadonlyMap<string, GenericTest> | undefined

/** The checks of the catalog as generic tests, by name; a project's own test of the same name goes before it. */
export function builtInTests(): ReadonlyMap<string, GenericTest> {
  made ??= new Map([...checkKinds.values()].map((kind) => [kind.name, asGenericTest(kind)]))
  return made
}

/** The check of the catalog that a generic test is; undefined for one that a project defines. */
export function kindOf(test: GenericTest | undefined): CheckKind | undefined {
  return test !== undefined && builtInTests().get(test.name) === test ? checkKinds.get(test.name) : undefined
}

/** Its parameters are those of the check; the body is empty, since no template makes its SQL. */
function asGenericTest({ name, on, args }: CheckKind): GenericTest {
  const column = on === "relation" ? [] : [parameter("column_name", on === "either")]
  return {
    name,
    parameters: [
      parameter("model", false),
      ...column,
      ...Object.entries(args.shape).map(([key, schema]) => parameter(key, schema instanceof z.ZodOptional)),
    ],
    body: parseTemplate({ path: place.file, text: "" }),
    place,
  }
}

function parameter(name: string, isOptional: boolean): MacroParameter {
  return isOptional ? { name, default: null, place } : { name, place }
}
