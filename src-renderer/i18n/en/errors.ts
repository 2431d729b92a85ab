/** Each error code: what happened (`what`) and what to do next (`next`). */
export const errors = {
  ipc: {
    badSender: {
      what: 'Engawa refused a request that did not come from its own window.',
      next: 'Restart Engawa. If it happens again, please report it.',
    },
    badRequest: {
      what: 'Engawa could not use what was entered.',
      next: 'Check the values and try again.',
    },
    unknownCommand: {
      what: 'This part of Engawa is not available.',
      next: 'Restart Engawa; the window may be older than the program.',
    },
  },
  internal: {
    what: 'Something went wrong inside Engawa.',
    next: 'Try again. If it keeps happening, the details help us to find out why.',
  },
  net: {
    unreachable: {
      what: 'The server cannot be reached.',
      next: 'Check the address, and that the server is switched on and in your network.',
    },
    timeout: {
      what: 'The server did not answer in time.',
      next: 'It may be busy or far away. Try again in a moment.',
    },
    reset: {
      what: 'The connection broke before the answer came.',
      next: 'It may have been done all the same. Look at the list before you try again.',
    },
    certificate: {
      what: 'The server’s certificate is not trusted.',
      next: 'Go on only if you know this certificate. Otherwise ask whoever runs the server.',
    },
    insecure: {
      what: 'This address is public and not encrypted.',
      next: 'Use https://, or allow the unencrypted connection for this server.',
    },
    proxy: {
      what: 'The proxy of your system cannot be used.',
      next: 'Engawa can use HTTP and HTTPS proxies that ask for no sign-in, not SOCKS. Choose such a one in the system’s network settings, or add this server to its exceptions.',
    },
    redirect: {
      what: 'The server sends us to another address.',
      next: 'Enter the address it ends at, if you trust it.',
    },
    notJson: {
      what: 'A web page answered, not a library or todo server.',
      next: 'Check the address and the port; a router or a sign-in page may stand in between.',
    },
    badAnswer: {
      what: 'The server’s answer could not be understood.',
      next: 'Check that the address is right; the server may be of a version Engawa does not know.',
    },
    tooLarge: {
      what: 'The server’s answer is too large.',
      next: 'Engawa reads at most 16 MB at once. Ask whoever runs the server.',
    },
    cancelled: {
      what: 'This was cancelled.',
      next: 'Start it again if you still need it.',
    },
  },
  auth: {
    required: {
      what: 'You are not signed in to this server.',
      next: 'Sign in, and it will go on from here.',
    },
    wrongPassword: {
      what: 'The password or user name is not right.',
      next: 'Check both and try again.',
    },
    weakPassword: {
      what: 'The server finds this password too weak.',
      next: 'Use at least 8 characters with upper and lower case, a digit and a special character.',
    },
    alreadySetUp: {
      what: 'This server already has a master password.',
      next: 'Sign in with it.',
    },
    notSetUp: {
      what: 'This server has no master password yet.',
      next: 'Set it up first.',
    },
    throttled: {
      what: 'There were too many attempts.',
      next: 'Wait a little before you try again.',
    },
    unavailable: {
      what: 'The server cannot sign anybody in at the moment.',
      next: 'It may still be starting, or be under maintenance. Try again in a little while.',
    },
    userExists: {
      what: 'This user name is already taken.',
      next: 'Choose another one, or sign in.',
    },
    noSignIn: {
      what: 'This server does not say where to sign in.',
      next: 'Enter its sign-in path, or paste a token.',
    },
  },
  server: {
    badRequest: {
      what: 'The server refused this.',
      next: 'The details say why. Change it and try again.',
    },
    forbidden: {
      what: 'You may not do this on this server.',
      next: 'Sign in as somebody who may, or ask whoever runs the server.',
    },
    notFound: {
      what: 'The server does not have this (any more).',
      next: 'Refresh the list.',
    },
    conflict: {
      what: 'The server is already doing this, or it has changed meanwhile.',
      next: 'Look at the present state before you try again.',
    },
    busy: {
      what: 'The server is busy.',
      next: 'Engawa tries again by itself in a little while.',
    },
    failed: {
      what: 'The server had a fault of its own.',
      next: 'Try again later; the server’s log says more.',
    },
    unsupported: {
      what: 'This server does not offer this.',
      next: 'A newer version of the server may.',
    },
  },
  store: {
    full: {
      what: 'The disk is full, so the change could not be kept.',
      next: 'Free some space and try again. Nothing you did before is lost.',
    },
    readOnly: {
      what: 'Engawa may not write to its own folder.',
      next: 'Check the rights of the folder shown under Settings, Diagnostics.',
    },
    damaged: {
      what: 'Engawa’s local file was damaged.',
      next: 'It was put aside and a new one begun; the lists come back from the servers.',
    },
    newer: {
      what: 'The local file belongs to a newer Engawa.',
      next: 'Update Engawa. The file was left as it is.',
    },
  },
  vault: {
    noKeyring: {
      what: 'No keyring was found to keep the sign-in safe.',
      next: 'You can go on, but you will have to sign in again after a restart.',
    },
    locked: {
      what: 'The system’s keyring is locked.',
      next: 'Unlock it, then try again.',
    },
    keyLost: {
      what: 'The key to the kept sign-ins is gone.',
      next: 'Sign in once more; your lists and unsent changes are still there.',
    },
    unreadable: {
      what: 'The kept sign-ins cannot be read.',
      next: 'Sign in once more; your lists and unsent changes are still there.',
    },
  },
  sample: {
    failed: {
      what: 'The sample server did not start.',
      next: 'Try again; the details say what stopped it.',
    },
  },
  input: {
    invalid: {
      what: 'Something entered here is not valid.',
      next: 'Correct it and try again.',
    },
    url: {
      what: 'This is not an address Engawa can use.',
      next: 'Write it like http://192.168.1.20:8000.',
    },
  },
  outbox: {
    full: {
      what: 'Too many changes wait to be sent.',
      next: 'Connect to the server, or discard some in the outbox.',
    },
    notFound: {
      what: 'This change is no longer in the outbox.',
      next: 'It has been sent or taken back.',
    },
  },
  todo: {
    titleMissing: {
      what: 'A todo needs a title.',
      next: 'Write what is to be done.',
    },
  },
  profile: {
    notFound: {
      what: 'This server is no longer in your list.',
      next: 'Add it again under Settings.',
    },
  },
  account: {
    unsent: {
      what: 'There are changes that have not been sent.',
      next: 'Keep them for the next sign-in, or discard them.',
    },
  },
}
