import type { TileData, Value } from "../../dashboards/dashboard-data.ts"
import { keyOf } from "../../dashboards/values.ts"

/** The picture of a value where the tile has pictures: its initials where none was found. */
export function Picture({ tile, value }: { readonly tile: TileData; readonly value: Value }) {
  if (tile.pictures === undefined) return null
  const address = pictureOf(tile, value)
  return address === undefined ? (
    <span class="initials" aria-hidden="true">
      {initialsOf(value)}
    </span>
  ) : (
    <img class="row-picture" src={address} alt="" />
  )
}

export function pictureOf({ pictures }: TileData, value: Value): string | undefined {
  const key = keyOf(value)
  return pictures?.find(([name]) => name === key)?.[1]
}

/** Whole characters: a half of one is not a letter. */
export function initialsOf(value: Value): string {
  return [...String(value ?? "").replace(/[^\p{L}\p{N}]/gu, "")].slice(0, 2).join("").toUpperCase()
}
