/** What a column of a roster holds; `givenName` and `familyName` together are a name. */
export type RosterField =
  | 'participantId'
  | 'name'
  | 'givenName'
  | 'familyName'
  | 'group'
  | 'email'
  | 'studentId'
  | 'extraTimeMinutes';

/** The columns that a roster of one's own has. */
export const ROSTER_COLUMNS = [
  'participantId',
  'name',
  'group',
  'email',
  'studentId',
  'extraTimeMinutes',
] as const;

/**
 * Titles by what they mean, as {@link plainTitle} writes them: our own, and those of the exports of Moodle, Canvas,
 * Blackboard and spreadsheets in several languages. Of each, a title in an earlier list is taken before one in a later.
 * Extra time has no other title: what it is counted in must be sure.
 */
const TITLES: Readonly<Record<RosterField, readonly string[]>> = {
  participantId: [
    'participantid',
    'username user login loginid loginname sisloginid netid account userprincipalname anmeldename benutzername nutzername kennung benutzerkennung nutzerkennung hochschulkennung nomdutilisateur identifiant nombredeusuario usuario nomeutente utente gebruikersnaam nomedeusuario nazwauzytkownika',
  ],
  name: [
    'name fullname displayname studentname vollstandigername anzeigename nomcomplet nombrecompleto nomecompleto volledigenaam',
    'student nom nombre nome naam',
  ],
  givenName: ['firstname givenname forename vorname prenom voornaam nombres primeironome imie'],
  familyName: [
    'lastname surname familyname nachname familienname nomdefamille apellidos apellido cognome achternaam sobrenome apelido nazwisko',
  ],
  group: [
    'group groups gruppe gruppen groupe groupes grupo grupos gruppo gruppi groep groepen grupa grupy',
    'section sections class klasse classe clase',
  ],
  email: [
    'email mail emailaddress emailadresse mailadresse mailaddress courriel adressedecourriel adresseemail adressemail adresseelectronique correo correoelectronico direcciondecorreo direcciondeemail direccionemail indirizzoemail indirizzodiposta emailadres enderecodeemail adresemail',
  ],
  studentId: [
    'studentid studentnumber studentno studentnr sisuserid idnumber idnummer codiceidentificativo matrikelnummer matrikelnr matrnr matrikel matriculationnumber matriculation registrationnumber numerodidentification numeroetudiant numerodetudiant numetudiant numerodeid numerodeidentificacion numerodematricula matricula matricola numerodimatricola studentnummer stamnummer numerid orgdefinedid externalid',
    'id',
  ],
  extraTimeMinutes: ['extratimeminutes'],
};

/** A title without case, accents, spaces and signs. */
export function plainTitle(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

const RANKS = new Map(
  Object.entries(TITLES).flatMap(([field, lists]) =>
    lists.flatMap((list, rank) =>
      list.split(' ').map((title) => [title, { field: field as RosterField, rank }] as const),
    ),
  ),
);

/** Whether it is a title of something that a roster has. */
export function isRosterTitle(title: string): boolean {
  return RANKS.has(plainTitle(title));
}

/** Which columns are read as what, and what is to be said of it. */
export interface RosterColumns {
  /** Index of the column of each field. */
  readonly at: ReadonlyMap<RosterField, number>;
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** Says what each column is. */
export function readColumns(titles: readonly string[]): RosterColumns {
  const at = new Map<RosterField, number>();
  const faults: string[] = [];
  const rankOf = (index: number | undefined) => RANKS.get(plainTitle(titles[index ?? -1] ?? ''))?.rank ?? 0;
  titles.forEach((title, index) => {
    const known = RANKS.get(plainTitle(title));
    if (known === undefined) return;
    const before = at.get(known.field);
    if (before !== undefined && rankOf(before) === known.rank)
      faults.push(
        `two columns are read as ${known.field}, ${quoted(titles[before])} and ${quoted(title)}: remove one of them`,
      );
    else if (before === undefined || known.rank < rankOf(before)) at.set(known.field, index);
  });
  splitNames(titles, at);
  const notes = [...nameParticipants(titles, at), ...passOver(titles, new Set(at.values()))];
  if (!at.has('participantId'))
    faults.push(
      `no column is called participantId, and none that is known names people (username, e-mail address, student number)`,
    );
  return { at, faults, notes };
}

/** Beside a column of given names, "Name" and "Nom" hold family names; beside one of these, "Nombre" and "Nome" given ones. */
function splitNames(titles: readonly string[], at: Map<RosterField, number>): void {
  const name = at.get('name');
  if (name === undefined || at.has('givenName') === at.has('familyName')) return;
  const isGiven = ['nombre', 'nome'].includes(plainTitle(titles[name] ?? ''));
  const part = at.has('givenName') ? 'familyName' : isGiven ? 'givenName' : undefined;
  if (part === undefined) return;
  at.delete('name');
  at.set(part, name);
}

/** Exports for gradebooks have no user names: people are named by their mail address then, or by their number. */
function nameParticipants(titles: readonly string[], at: Map<RosterField, number>): string[] {
  if (at.has('participantId')) return [];
  const instead = (['email', 'studentId'] as const).find((field) => at.has(field));
  const index = instead === undefined ? undefined : at.get(instead);
  if (index === undefined) return [];
  at.set('participantId', index);
  return [
    `there is no column of user names: people log in with what stands in ${quoted(titles[index])}; add a column participantId where that is not their user name`,
  ];
}

function passOver(titles: readonly string[], used: ReadonlySet<number>): string[] {
  const over = titles.filter((title, index) => !used.has(index) && title !== '');
  const meant = over.flatMap((title) => {
    const column = nearestTo(title);
    return column === undefined
      ? []
      : [`the column ${quoted(title)} is not known and is ignored; is ${column} meant?`];
  });
  const others = over.filter((title) => nearestTo(title) === undefined);
  if (others.length === 0) return meant;
  const shown = others.slice(0, 8).map(quoted).join(', ');
  const more = others.length > 8 ? ` and ${others.length - 8} more` : '';
  return [
    ...meant,
    `the column${others.length === 1 ? '' : 's'} ${shown}${more} ${others.length === 1 ? 'is' : 'are'} passed over`,
  ];
}

function nearestTo(title: string): string | undefined {
  const asked = plainTitle(title);
  if (RANKS.has(asked) || asked.length < 3) return undefined;
  return ROSTER_COLUMNS.find((column) => {
    const known = column.toLowerCase();
    return known.startsWith(asked) || asked.startsWith(known) || known.endsWith(asked);
  });
}

function quoted(title: string | undefined): string {
  return JSON.stringify(title ?? '');
}
