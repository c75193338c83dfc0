import type { ComponentChild, ComponentType } from "preact"
import { useEffect, useRef, useState } from "preact/hooks"
import type { DashboardData, FilterData, FilterTest, Value } from "../../dashboards/dashboard-data.ts"
import { testOf } from "../../dashboards/filter-test.ts"
import { dimensionText } from "../../dashboards/format.ts"
import { valuesOfField } from "../../dashboards/kept-rows.ts"
import { compareValues, keyOf } from "../../dashboards/values.ts"

interface ControlProps {
  readonly filter: FilterData
  readonly test: FilterTest | undefined
  readonly data: DashboardData
  readonly set: (test: FilterTest | undefined) => void
}

/** What a filter is chosen with. */
export function controlOf({ control }: FilterData): ComponentType<ControlProps> {
  return controls[control]
}

const controls: Readonly<Record<FilterData["control"], ComponentType<ControlProps>>> = {
  list: ListControl,
  dropdown: DropdownControl,
  range: RangeControl,
  date_range: DateControl,
  text: TextControl,
}

function Labelled({ filter, children }: { readonly filter: FilterData; readonly children: ComponentChild }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is what is given
    <label class="control">
      <span class="control-label" dir="auto">
        {filter.label}
      </span>
      {children}
    </label>
  )
}

/** Of so many values a box finds one. */
const manyValues = 12

function ListControl({ filter, test, data, set }: ControlProps) {
  const [wanted, setWanted] = useState("")
  const box = useRef<HTMLDetailsElement>(null)
  const values = valuesOfField(filter.field, data).toSorted(nullLast)
  const holds = test === undefined ? undefined : testOf(test, "text")
  const chosen = values.filter((value) => holds?.(value) === true)
  const text =
    holds === undefined
      ? "All"
      : chosen.length === 1
        ? textOf(chosen[0] ?? null, filter)
        : `${chosen.length} of ${values.length}`
  useEffect(() => {
    const close = (event: Event): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) === false)
        box.current.open = false
    }
    document.addEventListener("pointerdown", close)
    return () => document.removeEventListener("pointerdown", close)
  }, [])
  const toggle = (value: Value): void => {
    const isOn = holds?.(value) === true
    const next = isOn ? chosen.filter((each) => each !== value) : [...chosen, value]
    set(
      next.length === 0 || next.length === values.length
        ? undefined
        : { kind: "values", values: next, not: false },
    )
  }
  const found = values.filter((value) => textOf(value, filter).toLowerCase().includes(wanted.toLowerCase()))
  return (
    <details
      ref={box}
      class={`control control-list${holds === undefined ? "" : " control-on"}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || box.current === null) return
        box.current.open = false
        box.current.querySelector("summary")?.focus()
      }}
    >
      <summary>
        <span class="control-label" dir="auto">
          {filter.label}
        </span>
        <span class="control-value" dir="auto">
          {text}
        </span>
      </summary>
      <fieldset class="control-options">
        <legend class="unseen">{filter.label}</legend>
        {values.length > manyValues && (
          <input
            type="search"
            class="control-find"
            aria-label={`Find in ${filter.label}`}
            placeholder="Find"
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        )}
        <button type="button" class="control-all" onClick={() => set(undefined)}>
          All
        </button>
        {found.slice(0, 500).map((value) => (
          <label key={keyOf(value) ?? ""} class="control-option">
            <input type="checkbox" checked={holds?.(value) === true} onChange={() => toggle(value)} />
            <span dir="auto">{textOf(value, filter)}</span>
          </label>
        ))}
      </fieldset>
    </details>
  )
}

function DropdownControl({ filter, test, data, set }: ControlProps) {
  const values = valuesOfField(filter.field, data).toSorted(nullLast)
  const holds = test === undefined ? undefined : testOf(test, "text")
  const at = holds === undefined ? -1 : values.findIndex(holds)
  return (
    <Labelled filter={filter}>
      <select
        value={String(at)}
        onChange={(event) => {
          const value = values[Number(event.currentTarget.value)]
          set(value === undefined ? undefined : { kind: "values", values: [value], not: false })
        }}
      >
        <option value="-1">All</option>
        {values.map((value, place) => (
          <option key={keyOf(value) ?? ""} value={String(place)}>
            {textOf(value, filter)}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

function RangeControl({ filter, test, data, set }: ControlProps) {
  const values = valuesOfField(filter.field, data).filter((value) => value !== null)
  const [least, most] = [values[0], values.at(-1)]
  const range = test?.kind === "range" ? test : undefined
  const bound = (side: "min" | "max", text: string): void => {
    const next = {
      kind: "range" as const,
      min: range?.min,
      max: range?.max,
      [side]: text === "" ? undefined : Number(text),
    }
    set(next.min === undefined && next.max === undefined ? undefined : next)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: the legend of a fieldset stands in no row
    <div
      role="group"
      aria-label={filter.label}
      class={`control control-range${range === undefined ? "" : " control-on"}`}
    >
      <span class="control-label" dir="auto">
        {filter.label}
      </span>
      <Bound
        label={`${filter.label} from`}
        type="number"
        value={range?.min}
        usual={least}
        set={(text) => bound("min", text)}
      />
      <span aria-hidden="true">–</span>
      <Bound
        label={`${filter.label} to`}
        type="number"
        value={range?.max}
        usual={most}
        set={(text) => bound("max", text)}
      />
    </div>
  )
}

function DateControl({ filter, test, data, set }: ControlProps) {
  const values = valuesOfField(filter.field, data).filter((value) => value !== null)
  const [least, most] = [values[0], values.at(-1)].map((value) =>
    value === undefined ? undefined : String(value).slice(0, 10),
  )
  const range = test?.kind === "range" ? test : undefined
  const usual = filter.default?.kind === "last" ? filter.default : undefined
  const bound = (side: "min" | "max", text: string): void => {
    const next = {
      kind: "range" as const,
      min: range?.min,
      max: range?.max,
      [side]: text === "" ? undefined : text,
    }
    set(next.min === undefined && next.max === undefined ? undefined : next)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: the legend of a fieldset stands in no row
    <div
      role="group"
      aria-label={filter.label}
      class={`control control-range${test === undefined ? "" : " control-on"}`}
    >
      <span class="control-label" dir="auto">
        {filter.label}
      </span>
      {usual !== undefined && (
        <button
          type="button"
          class="control-newest"
          aria-pressed={test?.kind === "last"}
          onClick={() => set(test?.kind === "last" ? undefined : usual)}
        >
          {`Newest ${usual.count} ${usual.unit}${usual.count === 1 ? "" : "s"}`}
        </button>
      )}
      <Bound
        label={`${filter.label} from`}
        type="date"
        value={range?.min}
        least={least}
        most={most}
        set={(text) => bound("min", text)}
      />
      <span aria-hidden="true">–</span>
      <Bound
        label={`${filter.label} to`}
        type="date"
        value={range?.max}
        least={least}
        most={most}
        set={(text) => bound("max", text)}
      />
    </div>
  )
}

function TextControl({ filter, test, set }: ControlProps) {
  return (
    <Labelled filter={filter}>
      <input
        type="search"
        placeholder="Contains"
        value={test?.kind === "contains" ? test.text : ""}
        onChange={(event) => {
          const text = event.currentTarget.value
          set(text === "" ? undefined : { kind: "contains", text })
        }}
      />
    </Labelled>
  )
}

/** One end of a range: it counts when it is left, not while somebody types. */
function Bound(props: {
  readonly label: string
  readonly type: "number" | "date"
  readonly value: Value | undefined
  readonly usual?: Value | undefined
  readonly least?: string | undefined
  readonly most?: string | undefined
  readonly set: (text: string) => void
}) {
  const { label, type, value, usual, least, most, set } = props
  return (
    <input
      type={type}
      aria-label={label}
      value={value === undefined || value === null ? "" : String(value)}
      {...(usual === undefined ? {} : { placeholder: String(usual) })}
      {...(least === undefined ? {} : { min: least })}
      {...(most === undefined ? {} : { max: most })}
      onChange={(event) => set(event.currentTarget.value)}
    />
  )
}

function textOf(value: Value, { field }: FilterData): string {
  return dimensionText(value, /__(day|week)$/.test(field) ? "day" : undefined)
}

/** Names of weekdays have an order that no alphabet knows. */
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

function nullLast(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const [one, other] = [a, b].map((value) => weekdays.indexOf(String(value).toLowerCase()))
  return one !== undefined && other !== undefined && one >= 0 && other >= 0
    ? one - other
    : compareValues(a, b)
}
