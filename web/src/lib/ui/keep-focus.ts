import { tick } from 'svelte'

/** Gives the focus to the page's content when what had it is gone, so that the keyboard goes on from there. */
export async function keepFocus(): Promise<void> {
  await tick()
  if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
}
