"""A make-believe provider on the real wire, with phones one can see.

The product under demo and test talks to it exactly as it talks to Twilio. Of the product it imports
nothing but `foundation`.

What it speaks:
- the product calls `/2010-04-01/Accounts/{sid}/Messages.json` (one message, media, the account) and `…/Calls.json` with
  Basic auth; errors carry Twilio's numbers; the official client works once `client.api.base_url` points here;
- status reports go, signed, to the StatusCallback of each message, query string kept: sending, sent, then the
  end that its fate gives it;
- a family's text goes, signed, to `{product_url}/webhooks/twilio/inbound`, tried again as
  `#rc=3&rp=all` asks;
- a call is read out as text: on a drawn phone somebody picks up and presses keys, which go, signed, to the address in
  its TwiML; elsewhere it is answered, or meets the fate of its last digits;
- media are served at `…/Messages/{sid}/Media/{sid}` to those who hold the account's credentials.

Beside the provider stands a make-believe translation engine, English and Spanish, in LibreTranslate's HTTP shape
(`interpreter/`): `POST /translate`, `POST /detect`, `GET /languages`, `GET /health`.

What Twilio does not speak:
- `/` draws the phones, `/phones/updates` tells the page what is new;
- `POST /control/texts` writes as a family, `POST /control/history` fills phones with yesterday's texts;
- `GET /control/calls` tells what was heard during each call; `POST /control/calls/{sid}/{answer|press|hang-up}` acts as
  the person at the phone;
- `GET /control/sent` and `/control/counts` say what was accepted and how the product answered;
- `GET|POST /control/faults` shows and sets misbehaviour, `POST /control/reset` ends it.
"""

from app.simulator.config import Phone, SchoolLine, SimulatorConfig

__all__ = ["Phone", "SchoolLine", "SimulatorConfig"]
