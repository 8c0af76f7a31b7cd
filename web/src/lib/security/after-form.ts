import { tick } from 'svelte'
import type { SubmitFunction } from '$app/forms'

/**
 * For `use:enhance`: busy until the form is answered; then the focus goes to what is wrong, else to what is new.
 *
 * @param reset whether the fields are emptied once all is well
 */
export const goOn =
  (setBusy: (busy: boolean) => void, { reset = true } = {}): SubmitFunction =>
  () => {
    setBusy(true)
    return async ({ update }) => {
      await update({ reset })
      setBusy(false)
      await tick()
      for (const next of ['[aria-invalid=true]', '[data-start]']) {
        const found = document.querySelector<HTMLElement>(next)
        if (found) return found.focus()
      }
    }
  }
