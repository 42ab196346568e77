"""In which years Correlates of War list a state as a member of the system (version 2016).

A table keyed by code and year is merged with others that hold members only. Our states begin and
end as their own history counts it, and stand while they are occupied; the list has other days, and
gaps. Here stand the years in which one of our states stands and the list does not have its code.
"""

from __future__ import annotations

from functools import cache

__all__ = ["cow_lists"]

# By code the first and last year of each stretch without a day of membership; an open side is "".
_ABSENT = """
20 ..1919 # Canada
40 1907..1908 # Cuba
41 ..1858 1916..1933 # Haiti
42 ..1893 1917..1923 # Dominican Republic
70 ..1830 # Mexico
90 ..1867 # Guatemala
91 ..1898 # Honduras
92 ..1874 # El Salvador
93 ..1899 # Nicaragua
94 ..1919 # Costa Rica
101 ..1840 # Venezuela
130 ..1853 # Ecuador
135 ..1838 # Peru
145 ..1847 # Bolivia
150 ..1845 1871..1875 # Paraguay
155 ..1838 # Chile
160 ..1840 # Argentina
165 ..1881 # Uruguay
210 1941..1944 # Netherlands
211 1941..1944 # Belgium
212 ..1919 1941..1943 # Luxembourg
220 1943..1943 # France
221 ..1992 # Monaco
223 ..1989 # Liechtenstein
232 ..1992 # Andorra
240 ..1836 # Hanover
255 1946..1989 # Germany
260 ..1954 # West Germany
265 ..1953 # East Germany
269 1868.. # Saxony
275 1868.. # Hesse-Darmstadt
280 ..1842 1868.. # Mecklenburg-Schwerin
290 1940..1944 # Poland
305 ..1918 1939..1954 # Austria
315 1940..1944 # Czechoslovakia
327 1861.. # Papal States
331 ..1991 # San Marino
332 ..1841 # Modena
335 ..1850 # Parma
339 ..1913 1940..1943 # Albania
341 ..2005 # Republic of Montenegro
343 ..1992 # North Macedonia
344 ..1991 # Croatia
345 1942..1943 # Republic of Serbia
349 ..1991 # Slovenia
350 1942..1943 # Greece
366 1941..1990 # Estonia
367 1941..1990 # Latvia
368 1941..1990 # Lithuania
385 1941..1944 # Norway
390 1941..1944 # Denmark
395 ..1943 # Iceland
404 ..1973 # Guinea-Bissau
450 ..1919 # Liberia
530 ..1897 1937..1940 # Ethiopia
560 ..1919 # South Africa
600 ..1846 1913..1955 # Morocco
616 ..1824 # Tunisia
630 ..1854 # Iran
651 1883..1936 # Egypt
652 1959..1960 # Syria
660 ..1945 # Lebanon
670 ..1926 # Saudi Arabia
678 ..1925 # North Yemen
698 ..1970 # Oman
710 ..1859 # China
712 ..1920 # Mongolia
730 ..1886 1906.. # Korea
732 ..1948 # South Korea
740 ..1859 1946..1951 # Japan
760 ..1970 # Bhutan
790 ..1919 # Nepal
800 ..1886 # Thailand
816 ..1953 # Vietnam
817 ..1953 # South Vietnam
850 ..1948 # Indonesia
900 ..1919 # Australia
920 ..1919 # New Zealand
935 ..1980 # Vanuatu
946 ..1998 # Kiribati
947 ..1999 # Tuvalu
955 ..1998 # Tonga
970 ..1998 # Nauru
983 ..1990 # Marshall Islands
987 ..1990 # Micronesia
990 ..1975 # Samoa
"""


def cow_lists(code: str, year: int) -> bool:
    """Whether Correlates of War list a code for a day of a year in which its state stood.

    Poland was divided in September 1939 and is listed again from June 1945. After 2016, where the
    list ends, membership is taken to go on.

    >>> [year for year in range(1938, 1947) if cow_lists("290", year)]
    [1938, 1939, 1945, 1946]
    """
    return not any(first <= year <= last for first, last in _absent().get(code, ()))


@cache
def _absent() -> dict[str, list[tuple[int, int]]]:
    found = {}
    for line in _ABSENT.strip().splitlines():
        code, *gaps = line.split("#")[0].split()
        sides = (gap.split("..") for gap in gaps)
        found[code] = [(int(first or 0), int(last or 9999)) for first, last in sides]
    return found
