// A press made before the page's script runs would be lost, or send a form to the address bar: the last one is kept,
// and done once the script is there (the root layout says when). What works without a script is left alone.
let kept

function keepClick(event) {
  const button = event.target.closest('button')
  if (button && (button.type === 'button' || !button.form)) kept = () => button.click()
}

function keepSubmit(event) {
  const { target: form, submitter } = event
  if (form.hasAttribute('method')) return
  event.preventDefault()
  kept = () => form.requestSubmit(submitter)
}

function perform() {
  removeEventListener('click', keepClick)
  removeEventListener('submit', keepSubmit)
  kept?.()
}

if (!('hydrated' in document.documentElement.dataset)) {
  addEventListener('click', keepClick)
  addEventListener('submit', keepSubmit)
  addEventListener('hydrated', perform, { once: true })
}
