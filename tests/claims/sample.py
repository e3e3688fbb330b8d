"""An invented article with the phenomena that the rules have to master, and what stands in it."""

BLOCKS = (
    "Harbour town freed as garrison flees",
    "Volunteers raise a flag over the harbour of Lerna",
    "Sign up for our newsletter. You may unsubscribe at any time.",
    "The retreat seems final as the army has taken dozens of villages, held by Moscow since April. "
    "The garrison is said to only have had “minutes” to leave.",
    "Ivan Terlo, a journalist and coordinator at the Lerna Press Club, has friends in the army. "
    "He told Lerna.example the garrison had abandoned the port, leaving “mountains” of equipment behind.",
    "He said: “They were astonished. They didn’t expect [the landing]. We came several dozens of kilometres a day.",
    "“The port was a critical place, so they had everything [heavy] there.”",
    "Photographs from the port in Lerna Oblast show burnt lorries and tanks.",
    "Mr Terlo said: “They knew that they would be caught within 24 hours. So they ran.",
    "“You can’t free more than 2,000km [3,000km at the time of writing] in only two days.”",
    "He added: “They were afraid.”",
    "“We had no choice,” said Olha Brand, a nurse who stayed. “Nobody else came.”",
    "There have been reports that large units have crossed the border. The Kremlin has reportedly stopped sending more.",
    "Russia’s Ministry of Defence has previously said that forces were regrouping at the Vel River, around 150km away.",
    "The Lerna Research Institute (LRI) has questioned Moscow’s ability to hold the line, possibly this week.",
    "On the southern front the army was making “real gains”, according to LRI, although slowly.",
    "Deputies from 18 cities have signed a public statement demanding his resignation.",
    "The statement reads: “We, the deputies, believe that he harms the country.”",
    "Although the battle is won, it remains to be seen how far the army can push.",
    "Should he resign? [POLL]",
    "Source: Read Full Article",
    "The landing left soldiers “caught within 24 hours” as reports of losses reached the pier.",
    "However, reports from the pier have contradicted the Kremlin’s account, and deputies left Moscow for a house in Sochi.",
)
BOILERPLATE = (2, 19, 20)
