"""German and Spanish sentences of the mails, by the English ones in :mod:`service.delivery.words`."""

from __future__ import annotations

from collections.abc import Mapping

GERMAN: Mapping[str, str] = {
    "SIMULATED: these numbers come from simulated plates; nobody lifted.": (
        "SIMULATED: Diese Zahlen stammen von simulierten Platten; niemand hat gehoben."
    ),
    "The numbers are behind the link only: the athlete is a minor, or the date of birth is not known.": (
        "Die Zahlen stehen nur hinter dem Link: minderjährig, oder das Geburtsdatum ist nicht bekannt."
    ),
    "Report: {address}": "Bericht: {address}",
    "The link opens until {day}.": "Der Link öffnet bis {day}.",
    "The report waits at {lab}: {name}": "Der Bericht liegt bei {lab}: {name}",
    "The report is attached: {name}": "Der Bericht hängt an: {name}",
    "This version {version} replaces version {before}.": "Diese Version {version} ersetzt Version {before}.",
    "Reason: {why}": "Grund: {why}",
    "Version {version} of this report was withdrawn on {day}.": (
        "Version {version} dieses Berichts wurde am {day} zurückgezogen."
    ),
    "Please do not use it any more. A file that was mailed or saved cannot be called back.": (
        "Bitte nicht mehr verwenden. Eine Datei, die verschickt oder gespeichert wurde, lässt sich nicht zurückholen."
    ),
    "Version {version} takes its place.": "An ihre Stelle tritt Version {version}.",
    "No other version takes its place yet.": "Noch tritt keine andere Version an ihre Stelle.",
    "The summary of the session in which this lift stands is withdrawn with it.": (
        "Die Zusammenfassung der Einheit, in der dieser Versuch steht, ist mit ihm zurückgezogen."
    ),
    "The summary of the session has a new version {version}.": (
        "Die Zusammenfassung der Einheit hat die neue Version {version}."
    ),
    "Correction: {subject}": "Berichtigung: {subject}",
    "Withdrawn: {subject}": "Zurückgezogen: {subject}",
    "{lab}: session of {day}, {lifts}": "{lab}: Einheit vom {day}, {lifts}",
    "Session of {day}: {lifts}, {made} made, {missed} missed.": (
        "Einheit vom {day}: {lifts}, {made} gültig, {missed} ungültig."
    ),
    "1 lift": "1 Versuch",
    "{number} lifts": "{number} Versuche",
    "version {version}": "Version {version}",
    "not measured": "nicht gemessen",
    "Sent by Legdrive for {lab}. To change what you get, write to the laboratory.": (
        "Gesendet von Legdrive für {lab}. Um zu ändern, was Sie bekommen, schreiben Sie dem Labor."
    ),
}
SPANISH: Mapping[str, str] = {
    "SIMULATED: these numbers come from simulated plates; nobody lifted.": (
        "SIMULATED: estos números vienen de plataformas simuladas; nadie levantó."
    ),
    "The numbers are behind the link only: the athlete is a minor, or the date of birth is not known.": (
        "Los números están solo tras el enlace: es menor de edad o no se conoce la fecha de nacimiento."
    ),
    "Report: {address}": "Informe: {address}",
    "The link opens until {day}.": "El enlace se abre hasta el {day}.",
    "The report waits at {lab}: {name}": "El informe está en {lab}: {name}",
    "The report is attached: {name}": "El informe va adjunto: {name}",
    "This version {version} replaces version {before}.": "Esta versión {version} sustituye a la versión {before}.",
    "Reason: {why}": "Motivo: {why}",
    "Version {version} of this report was withdrawn on {day}.": (
        "La versión {version} de este informe se retiró el {day}."
    ),
    "Please do not use it any more. A file that was mailed or saved cannot be called back.": (
        "No la utilice más, por favor. Un archivo enviado o guardado no se puede recuperar."
    ),
    "Version {version} takes its place.": "La versión {version} ocupa su lugar.",
    "No other version takes its place yet.": "Todavía ninguna otra versión ocupa su lugar.",
    "The summary of the session in which this lift stands is withdrawn with it.": (
        "El resumen de la sesión en que figura este levantamiento se retira con él."
    ),
    "The summary of the session has a new version {version}.": (
        "El resumen de la sesión tiene una versión nueva {version}."
    ),
    "Correction: {subject}": "Corrección: {subject}",
    "Withdrawn: {subject}": "Retirado: {subject}",
    "{lab}: session of {day}, {lifts}": "{lab}: sesión del {day}, {lifts}",
    "Session of {day}: {lifts}, {made} made, {missed} missed.": (
        "Sesión del {day}: {lifts}, {made} válidos, {missed} nulos."
    ),
    "1 lift": "1 levantamiento",
    "{number} lifts": "{number} levantamientos",
    "version {version}": "versión {version}",
    "not measured": "no medido",
    "Sent by Legdrive for {lab}. To change what you get, write to the laboratory.": (
        "Enviado por Legdrive para {lab}. Para cambiar lo que recibe, escriba al laboratorio."
    ),
}
TRANSLATIONS: Mapping[str, Mapping[str, str]] = {"de": GERMAN, "es": SPANISH}
