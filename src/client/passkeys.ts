/**
 * A form[data-passkey] is sent once the browser has asked its owner for a passkey: data-options says what to ask, the
 * answer goes into the form. Its button shows only where browsers have passkeys, which is never so over plain HTTP.
 */
export function enablePasskeys(): void {
  if (!('PublicKeyCredential' in window)) return;
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passkey]')) enable(form);
}

function enable(form: HTMLFormElement): void {
  const button = form.querySelector<HTMLButtonElement>('button[type=submit]')!;
  const answer = form.querySelector<HTMLInputElement>('input[name=answer]')!;
  const trouble = form.querySelector<HTMLElement>('[data-passkey-trouble]')!;
  const ask = form.dataset.passkey === 'create' ? createKey : signWithKey;
  form.querySelector<HTMLElement>('[data-passkey-missing]')!.hidden = true;
  button.hidden = false;
  form.addEventListener('submit', (event) => {
    if (answer.value) return;
    event.preventDefault();
    trouble.hidden = true;
    button.disabled = true;
    void ask(form.dataset.options!)
      .then((given) => {
        answer.value = JSON.stringify(given);
        form.requestSubmit();
      })
      .catch((error: unknown) => {
        button.disabled = false;
        trouble.textContent = wordsFor(error, ask === createKey);
        trouble.hidden = false;
      });
  });
}

function wordsFor(error: unknown, isNew: boolean): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'InvalidStateError') return 'Máy này đã có khóa của tài khoản này.';
  if (name !== 'NotAllowedError') return `Trình duyệt không dùng được khóa truy cập ở đây (${name || 'lỗi lạ'}).`;
  return isNew
    ? 'Chưa thêm khóa: hộp thoại đã đóng hoặc hết giờ. Bấm lại.'
    : 'Chưa xác minh: hộp thoại đã đóng, hết giờ, hoặc máy này không có khóa của tài khoản. Bấm lại, hoặc gõ mã.';
}

// Converted here: PublicKeyCredential.parseCreationOptionsFromJSON and toJSON are missing in browsers before 2025.

async function createKey(json: string): Promise<object> {
  const options = JSON.parse(json) as PublicKeyCredentialCreationOptionsJSON;
  const credential = await navigator.credentials.create({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialCreationOptions),
      challenge: bytesOf(options.challenge),
      user: { ...options.user, id: bytesOf(options.user.id) },
      excludeCredentials: descriptorsOf(options.excludeCredentials),
    },
  });
  const { response, ...key } = partsOf<AuthenticatorAttestationResponse>(credential);
  return {
    ...key,
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: response.getTransports(),
    },
  };
}

async function signWithKey(json: string): Promise<object> {
  const options = JSON.parse(json) as PublicKeyCredentialRequestOptionsJSON;
  const credential = await navigator.credentials.get({
    publicKey: {
      ...(options as unknown as PublicKeyCredentialRequestOptions),
      challenge: bytesOf(options.challenge),
      allowCredentials: descriptorsOf(options.allowCredentials),
    },
  });
  const { response, ...key } = partsOf<AuthenticatorAssertionResponse>(credential);
  return {
    ...key,
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
    },
  };
}

function partsOf<Response extends AuthenticatorResponse>(credential: Credential | null) {
  const { id, rawId, type, response } = credential as PublicKeyCredential & { response: Response };
  return { id, rawId: textOf(rawId), type, clientExtensionResults: {}, response };
}

const descriptorsOf = (named: PublicKeyCredentialDescriptorJSON[] = []) =>
  named.map((key) => ({ ...(key as unknown as PublicKeyCredentialDescriptor), id: bytesOf(key.id) }));

/** The bytes of a text in base64url. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));

/** The text of bytes in base64url. */
const textOf = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
