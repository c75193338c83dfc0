/** Keys of packages.yml and selectors.yml. */
export const selectorDescriptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  packages_file: { packages: "The projects whose tests, macros, models and seeds this one uses." },
  packages: {
    git: "A repository.",
    revision: "A tag, a branch or a commit; the repository's default branch by default.",
    subdirectory: "The package's folder in the repository.",
    npm: "The name of a package of npm's registry.",
    version: "A version, a range or a tag.",
    local: "A folder, from the project's on.",
  },
  selectors_file: { selectors: "Selections with a name: --selector nightly." },
  selectors: {
    default: "True: it holds where a command is given no selection.",
    definition: "A text as on the command line, method: value, or a union or an intersection of definitions.",
  },
  definition: {
    method: "How it selects: tag, path, fqn, source, config.materialized, ...",
    value: "What is to be found.",
    children: "True: with all that reads it.",
    parents: "True: with all that it reads.",
    children_depth: "How many steps down.",
    parents_depth: "How many steps up.",
    childrens_parents: "True: with all that reads it, and all that those read.",
    indirect_selection: "Which tests come along.",
    exclude: "Definitions of what is left out.",
    union: "What any of the definitions means.",
    intersection: "What all of the definitions mean.",
  },
}
