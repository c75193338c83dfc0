import { textOf, unknownType } from "../../data-type.ts"
import { type ResultRule, signatures } from "./signature.ts"

/** A text no longer than the first argument. */
const shorter: ResultRule = ([first = unknownType]) =>
  first.kind === "varchar" ? textOf(first.size) : first.kind === "super" ? first : textOf(undefined)

/**
 * https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html, hash-functions.html,
 * varbyte-functions.html and r_Data_type_formatting.html
 */
export const textSignatures = () =>
  signatures(
    "scalar",
    `
    ascii(any) integer
    bpcharcmp|bttext_pattern_cmp(any, any) integer
    btrim|ltrim|rtrim|trim(any, any?) shorter
    char_length|character_length|len|length|textlen(any) integer
    octet_length(any) integer
    charindex|strpos|octetindex|position(any, any) integer
    chr(any) varchar
    collate(any, any) same
    concat(any, any) varchar
    crc32(any) varchar(8)
    difference(any, any) integer
    soundex(any) varchar(4)
    initcap|lower|upper(any) shorter
    left|right(any, any) varchar
    lpad|rpad(any, any, any?) varchar
    quote_ident|quote_literal(any) varchar
    regexp_count(any, any, any?, any?) integer
    regexp_instr(any, any, any?, any?, any?, any?) integer
    regexp_replace(any, any, any?, any?, any?) varchar
    regexp_substr(any, any, any?, any?, any?) varchar
    repeat|replicate(any, any) varchar
    replace|translate(any, any, any) varchar
    reverse(any) varchar
    split_part(any, any, any) varchar
    strtol(any, any) bigint
    substr|substring|subbyte(any, any, any?) varchar
    to_ascii(any, any?) varchar
    get_byte(any, any) integer
    set_bit|set_byte(any, any, any) ?
    md5|func_md5(any) varchar(32)
    sha|sha1|func_sha1(any) varchar(40)
    sha2(any, any) varchar
    checksum(any) integer
    farmfingerprint64(any) bigint
    fnv_hash(any, any?) bigint
    murmur3_32_hash(any, any?) integer
    getbit(any, any) integer
    to_varbyte(any, any) varbyte
    from_varbyte|try_from_varbyte(any, any) varchar
    to_hex(any) varchar
    from_hex(any) varbyte
    to_char(any, any?) varchar
    to_date(any, any?, any?) date
    to_number(any, any) decimal
    to_timestamp(any, any?, any?) timestamptz
    text_to_int_alt|text_to_numeric_alt(any, any?, any?, any?) ?
    lower_attribute_names|upper_attribute_names(any) super
    `,
    { shorter },
  )
