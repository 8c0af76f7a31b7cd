import { tick } from 'svelte'

/** Gives the focus to where it goes on after a form was answered: what is wrong, else what is new. */
export async function afterForm(): Promise<void> {
  await tick()
  for (const next of ['[aria-invalid=true]', '[data-start]']) {
    const found = document.querySelector<HTMLElement>(next)
    if (found) return found.focus()
  }
}
