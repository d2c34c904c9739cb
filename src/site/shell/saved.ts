// Small choices of the reader, kept on the device. Storage may be forbidden: then a choice lasts as long as the page.

export type Choice = 'theme' | 'language';

export function saved(choice: Choice): string | null {
  try {
    return localStorage.getItem(`hello-mqtt.${choice}`);
  } catch {
    // No storage, so nothing was saved.
    return null;
  }
}

export function save(choice: Choice, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`hello-mqtt.${choice}`);
    else localStorage.setItem(`hello-mqtt.${choice}`, value);
  } catch {
    // No storage: the choice holds for this page only.
  }
}
