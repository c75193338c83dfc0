/** Abbreviations, which mean the same the whole year, in minutes east of UTC. */
const abbreviations: Readonly<Record<string, number>> = {
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  akst: -540,
  akdt: -480,
  hst: -600,
  cet: 60,
  cest: 120,
  eet: 120,
  eest: 180,
  wet: 0,
  west: 60,
  msk: 180,
  jst: 540,
  kst: 540,
  sgt: 480,
}

/** The minutes east of UTC of an abbreviation of a time zone. */
export function zoneMinutes(name: string): number | undefined {
  const lower = name.toLowerCase()
  return Object.hasOwn(abbreviations, lower) ? abbreviations[lower] : undefined
}
