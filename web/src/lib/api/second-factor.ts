/** Whether sign-in asks for a code beside the password; while it does, since when and how many recovery codes are left. */
export interface SecondFactor {
  isOn: boolean
  since?: string
  recoveryCodes?: number
}
