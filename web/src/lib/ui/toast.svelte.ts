/** One message at a time, said politely; a newer one takes its place. */
class Toaster {
  message = $state('')
  #timer: ReturnType<typeof setTimeout> | undefined

  say(message: string): void {
    this.message = message
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => (this.message = ''), 5000)
  }
}

export const toaster = new Toaster()
