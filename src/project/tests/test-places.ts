import type { Place } from "../../errors.ts"
import type { DataTest } from "../types.ts"
import { isMap } from "../yaml/is-map.ts"
import type { YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"

/** The place of what a test is given under a key, or of a part of it; of the test where the key is not there. */
export function argumentPlace({ place }: DataTest, path: YamlPath): Place {
  if (!(place instanceof YamlPlace)) return place
  const [key] = path
  const found = entries(valueAt(place.document.value, place.path), place.path).find(
    ({ path: at }) => at.at(-1) === key,
  )
  return found === undefined ? place : place.document.placeOf([...found.path, ...path.slice(1)])
}

/** The place where a test says a text, which may stand behind its column's name; of the test where it says it nowhere. */
export function textPlace({ place }: DataTest, text: string): Place {
  if (!(place instanceof YamlPlace)) return place
  const found = entries(valueAt(place.document.value, place.path), place.path).find(
    ({ value }) => typeof value === "string" && (value === text || text.endsWith(` ${value}`)),
  )
  return found === undefined ? place : place.document.placeOf(found.path)
}

/** All that stands below a value, what is nearer first where one is in the other. */
function entries(value: unknown, path: YamlPath): readonly { path: YamlPath; value: unknown }[] {
  const below: (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((each, index) => [index, each])
    : isMap(value)
      ? Object.entries(value)
      : []
  return below.flatMap(([key, each]) => [
    { path: [...path, key], value: each },
    ...entries(each, [...path, key]),
  ])
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let at = value
  for (const step of path)
    at = Array.isArray(at) ? at[Number(step)] : isMap(at) ? at[String(step)] : undefined
  return at
}
