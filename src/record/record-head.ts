import { LuxError, type Place, type RelatedPlace } from "../errors.ts"
import { digest } from "../project/files/project-inputs.ts"
import type { Group, MacroProperties, ModelVersion } from "../project/types.ts"
import type { YamlPath } from "../project/yaml/yaml-document.ts"
import { YamlPlace } from "../project/yaml/yaml-place.ts"
import { luxBuild, luxVersion } from "../version.ts"
import type { RecordedInputs } from "./recorded-inputs.ts"

/** What a command was given that decides what a project consists of. */
export interface RecordFlags {
  /** Absolute path of the project. */
  readonly root: string
  readonly target: string | undefined
  readonly targetPath: string | undefined
  readonly vars: string | undefined
}

/** The part of a record that every command reads. */
export interface RecordHead<Light> {
  /** Another for every state of the project. */
  readonly id: string
  /** Of lux, of node, and the flags: another of any of them has another answer. */
  readonly identity: string
  /** Name of the file that holds the details. */
  readonly details: string
  readonly inputs: RecordedInputs
  /** Properties file -> names that it says something about. */
  readonly described: Readonly<Record<string, readonly string[]>>
  readonly project: string
  /** Of the target, as its warehouse calls it. */
  readonly database: string
  readonly warnings: readonly RecordedWarning[]
  readonly groups: readonly Recorded<Group>[]
  readonly macroProperties: readonly Recorded<MacroProperties>[]
  /** The names of heavy fields that resources have, each set once. */
  readonly heavy: readonly (readonly string[])[]
  /** Positions of the enabled ones in `resources`, in graph order. */
  readonly order: readonly number[]
  /** Ordered by unique id, disabled ones too. */
  readonly resources: readonly RecordedResource<Light>[]
}

export interface RecordedResource<Light> {
  readonly light: Light
  /** Position in the head's `heavy`. */
  readonly heavy: number
  /** The detail itself, or where it starts in the file of details and its bytes. */
  readonly detail: string | readonly [start: number, size: number]
  /** Positions in `resources` of what it reads; absent for a disabled one. */
  readonly reads?: readonly number[]
  /** Absent where they have to be found by rendering. */
  readonly calls?: readonly RecordedCall[]
  /** Position of the resource that a generic test is declared on. */
  readonly on?: number
  /** Absent where there are none. */
  readonly warnings?: readonly RecordedWarning[]
  /** Schema (null for none) and name, for what becomes a relation of its own. */
  readonly relation?: readonly [string | null, string]
}

export interface RecordedCall {
  readonly kind: "ref" | "source"
  readonly parts: readonly string[]
  readonly version?: ModelVersion
}

/** What a properties file declares that is no resource: its place is where in that file it stands. */
export type Recorded<Declared> = Omit<Declared, "place"> & { readonly place: YamlPath }

export interface RecordedWarning {
  readonly code: LuxError["code"]
  readonly message: string
  readonly place?: Place | undefined
  readonly hint?: string | undefined
  readonly related: readonly RelatedPlace[]
}

export function identityOf(flags: RecordFlags): string {
  const { root, target, targetPath, vars } = flags
  // Of vars a digest: there may be secrets among them.
  const given = vars === undefined ? undefined : digest(vars)
  const all = [luxVersion, luxBuild, process.version, process.platform, root, target, targetPath, given]
  return JSON.stringify(all.map((each) => each ?? null))
}

export function recordedDeclaration<Declared extends { readonly place: Place }>(
  declared: Declared,
): Recorded<Declared> {
  const { place } = declared
  return { ...declared, place: place instanceof YamlPlace ? place.path : [] }
}

export function recordedWarning({ code, message, place, hint, related }: LuxError): RecordedWarning {
  return { code, message, place, hint, related }
}

export function warningAgain({ code, message, place, hint, related }: RecordedWarning): LuxError {
  return new LuxError(code, message, { place, hint, related })
}
