/** What the stages of a run do with files that are set aside, and with rejects. */
export type StagingChoice =
  /** Stages the named files that are set aside, whatever their checks say: records that fail one are rejected. */
  | { readonly kind: "accept"; readonly files: ReadonlySet<string> }
  /** Stages again what was rejected and what was set aside: a file or the project is another now. */
  | { readonly kind: "retry" }
