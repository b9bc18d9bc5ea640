/** `credit-risk` -> `CreditRisk`: the construct id of a system, and with it the beginning of the names of its stacks. */
export function systemId(name: string): string {
  return name.split('-').map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
