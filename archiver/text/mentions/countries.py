"""Countries by the names under which news speak of them: the one closed list of places that the rules know.

    "Russia" in COUNTRIES; "Україна" in COUNTRIES

Names in the forms that Ukrainian and Russian decline them to are listed for the countries that such news name most.
"""

_LISTED = (
    "Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahrain, "
    "Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Bosnia, Botswana, Brazil, Britain, "
    "Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, Canada, Chile, China, Colombia, Congo, Costa "
    "Rica, Croatia, Cuba, Cyprus, Czechia, Czech Republic, Denmark, Djibouti, Ecuador, Egypt, El Salvador, "
    "England, Eritrea, Estonia, Ethiopia, Fiji, Finland, France, Gabon, Gambia, Germany, Ghana, Greece, "
    "Guatemala, Guinea, Guyana, Haiti, Honduras, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, "
    "Italy, Jamaica, Japan, Kazakhstan, Kenya, Kosovo, Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, "
    "Liberia, Libya, Liechtenstein, Lithuania, Luxembourg, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, "
    "Mauritania, Mauritius, Mexico, Moldova, Monaco, Mongolia, Montenegro, Morocco, Mozambique, Myanmar, Namibia, "
    "Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Korea, North Macedonia, Norway, Oman, "
    "Pakistan, Palestine, Panama, Paraguay, Peru, Philippines, Poland, Portugal, Qatar, Romania, Russia, Rwanda, "
    "Saudi Arabia, Scotland, Senegal, Serbia, Sierra Leone, Singapore, Slovakia, Slovenia, Somalia, South Africa, "
    "South Korea, South Sudan, Spain, Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan, "
    "Tanzania, Thailand, Togo, Tunisia, Turkey, Turkmenistan, Uganda, Ukraine, United Arab Emirates, United "
    "Kingdom, United States, Uruguay, Uzbekistan, Venezuela, Vietnam, Wales, Yemen, Zambia, Zimbabwe, Україна, "
    "України, Україні, Україну, Росія, Росії, Росію, Білорусь, Білорусі, Польща, Польщі, Польщу, Молдова, "
    "Молдови, Україною, Россия, России, Россию, Украина, Украины, Украине, Украину, Беларусь, Беларуси, Польша, "
    "Польши, Польше"
)
COUNTRIES = frozenset(_LISTED.split(", "))
