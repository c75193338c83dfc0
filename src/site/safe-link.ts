/** The address where it only leads somewhere: http, https, mailto. Anything else, such as `javascript:`, is undefined. */
export function safeLink(address: string): string | undefined {
  const trimmed = address.trim()
  return /^(https?:\/\/|mailto:)[^\s]+$/i.test(trimmed) ? trimmed : undefined
}
