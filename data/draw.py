#!/usr/bin/env python3
"""Draws the first state of the catalogue (data/*.ndjson and the editorial notes) from the research files.

    python3 data/draw.py [SHARED]        SHARED: folder with catalogue/ and seeds/, default ../shared

Run from the top of the checkout. The same inputs give the same bytes. It is needed once: afterwards people edit the
NDJSON by hand, and running it again would overwrite what they wrote.
"""

import collections
import hashlib
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.getcwd(), "..", "shared")
DAY = "2026-11-21"
NOTES_KEY = "editorial-notes"

FLAGSHIPS = ("unesco-recommendation-ai-ethics", "oecd-recommendation-ai", "oecd-ai-principles", "eu-ai-act",
             "cn-interim-measures-genai", "eu-digital-omnibus-ai")

# ---------------------------------------------------------------------------------------------------------------------
# The sources

# file number -> record members that the research files do not give in this form
SOURCES = {
    "000": {
        "key": "fu-xing-2023",
        "title": "International Soft Law Governance of Artificial Intelligence: Advantages, Approaches, and Credibility",
        "role": "commentary", "authors": ["FU Shuju", "XING Aifen"], "publisher": "scholink", "published_on": "2023",
        "languages": ["en"],
        "rights": "Journal article under CC BY 4.0, according to the journal. The text is not shipped with this catalogue.",
        "edition_note": "Scanned text: AI is nearly always printed with a small letter l. The authors are not named in it; "
                        "they were found through the abstract. Several of the texts that it names could not be found.",
    },
    "001": {
        "key": "hao-2023-abstract",
        "title": "“Soft Law” Mechanism of International Collaborative Supervision of Artificial Intelligence",
        "role": "commentary", "authors": ["HAO Jiajie (郝家杰)"], "published_on": "2023-09",
        "languages": ["zh", "en"],
        "rights": "Abstract of a journal article; no licence is stated. The text is not shipped with this catalogue.",
        "edition_note": "Abstract, keywords and funding in Chinese and English; the author is not named in it. Spaces "
                        "inside Chinese words come from line breaks. It names no instrument.",
    },
    "002": {
        "key": "siis-report-2023",
        "title": "International Rules of Artificial Intelligence: Trends, Domains and China's Role",
        "role": "commentary",
        "authors": ["LU Chuanying", "TIAN Li", "WANG Yuzhu", "FENG Shuai", "ZHOU Yiqi", "WANG Tianchan", "ZHANG Luyao"],
        "publisher": "siis", "published_on": "2023", "languages": ["en"],
        "rights": "All rights reserved by the publisher. Only offsets, hashes and facts are kept here.",
        "handling": "The publisher allows no reproduction without its written permission.",
        "edition_note": "Made from a PDF: page breaks split sentences and titles, and one paragraph of the introduction "
                        "stands before its heading. It shares an author and some wording with an essay in "
                        "wfeo-report-2023, so the two are not independent.",
    },
    "003": {
        "key": "tc260-framework-coded-page",
        "title": "AI Safety Governance Framework: page of a coded database of mitigations",
        "role": "dataset", "languages": ["en"],
        "rights": "No licence and no publisher are stated. Only offsets, hashes and facts are kept here.",
        "handling": "The page calls its data preliminary and asks not to share or cite its figures in public.",
        "edition_note": "Codes are glued to the headings that follow them; the main category has a definition but no code.",
    },
    "004": {
        "key": "wfeo-report-2023",
        "title": "Safety and Global Governance of Generative AI Report",
        "role": "commentary",
        "authors": ["WFEO-CEIT Big Data and AI Working Group", "Concordia AI"],
        "publisher": "wfeo-ceit", "published_on": "2023-11", "languages": ["en"],
        "rights": "No licence is stated; the views are those of the essays' authors. Only offsets, hashes and facts are kept here.",
        "edition_note": "29 essays by more than forty authors. Links are lost; one paragraph of the essay by Elizabeth Seger "
                        "stands in the essay by Ji Weidong. WFEO gives January 2024 as its release.",
    },
}

# segments whose "heading" in the research files is only the beginning of a sentence or of a broken line
SEGMENT_TITLES = {
    ("000", "abstract"): "Abstract",
    ("001", "abstract-zh"): "Abstract in Chinese", ("001", "abstract-en"): "Abstract in English",
    ("001", "kw-zh"): "Keywords in Chinese", ("001", "kw-en"): "Keywords in English", ("001", "funding"): "Funding",
    ("001", "title"): "Title",
    ("002", "front"): "Front matter", ("002", "I"): "I. General Trend",
    ("002", "III.1"): "First value (safety and order)", ("002", "III.3"): "Third value (open exchange)",
    ("002", "about-siis"): "About SIIS", ("002", "about-ciss-idri"): "About CISS and IDRI",
    ("003", "banner"): "Banner", ("003", "code-definition"): "Definition of the category",
    ("003", "coded-text"): "Coded text", ("003", "reasoning"): "Reasoning", ("003", "sibling-codings"): "Other codings",
    ("003", "document"): "The document", ("003", "facets"): "Facets",
    ("004", "cover"): "Cover", ("004", "editors"): "Editors' Note", ("004", "introduction"): "Introduction",
    ("004", "back"): "Acknowledgements and disclaimer",
}
SEGMENT_AUTHORS = {("004", "ch1-sun"): ["SUN Nanxiang"], ("004", "ch2-trager"): ["Robert Trager", "Fynn Heide"]}

# ---------------------------------------------------------------------------------------------------------------------
# The organizations: key: (name, type, parent, jurisdiction, url, [(other name, language, from, to)], established)

O = collections.namedtuple("O", "name type parent jurisdiction url names established", defaults=(None, None, None, (), None))
ORGANIZATIONS = {
    "aicadium": O("Aicadium", "company", None, "SG"),
    "amazon": O("Amazon", "company", None, "US", "https://www.amazon.com/"),
    "anthropic": O("Anthropic", "company", None, "US", "https://www.anthropic.com/"),
    "apple": O("Apple", "company", None, "US", "https://www.apple.com/"),
    "asean": O("Association of Southeast Asian Nations", "intergovernmental", None, "ASEAN", "https://asean.org/",
               (("ASEAN", "en"), ("东南亚国家联盟", "zh")), "1967-08-08"),
    "bletchley-signatories": O("Countries attending the AI Safety Summit 2023 (28 states and the European Union)", "other", None, "INT"),
    "cais": O("Center for AI Safety", "civil_society", None, "US", "https://www.safe.ai/", (("CAIS", "en"),)),
    "ccw-high-contracting-parties": O("High Contracting Parties to the Convention on Certain Conventional Weapons", "other", None, "INT"),
    "china-telecom": O("China Telecom", "company", None, "CN", "https://www.chinatelecom.com.cn/", (("中国电信", "zh"),)),
    "cn": O("Government of the People's Republic of China", "government", None, "CN", "https://www.gov.cn/",
            (("China", "en"), ("中华人民共和国政府", "zh"), ("中国", "zh"))),
    "cn-cac": O("Cyberspace Administration of China", "regulator", "cn", "CN", "https://www.cac.gov.cn/",
                (("CAC", "en"), ("国家互联网信息办公室", "zh"))),
    "cn-cass": O("Chinese Academy of Social Sciences", "academic", "cn-state-council", "CN", "http://www.cass.cn/",
                 (("CASS", "en"), ("中国社会科学院", "zh"))),
    "cn-mara": O("Ministry of Agriculture and Rural Affairs of the People's Republic of China", "government",
                 "cn-state-council", "CN", "http://www.moa.gov.cn/", (("农业农村部", "zh"),)),
    "cn-mfa": O("Ministry of Foreign Affairs of the People's Republic of China", "government", "cn-state-council", "CN",
                "https://www.mfa.gov.cn/", (("外交部", "zh"),)),
    "cn-miit": O("Ministry of Industry and Information Technology of the People's Republic of China", "government",
                 "cn-state-council", "CN", "https://www.miit.gov.cn/", (("MIIT", "en"), ("工业和信息化部", "zh"))),
    "cn-moe": O("Ministry of Education of the People's Republic of China", "government", "cn-state-council", "CN",
                "http://www.moe.gov.cn/", (("教育部", "zh"),)),
    "cn-most": O("Ministry of Science and Technology of the People's Republic of China", "government", "cn-state-council",
                 "CN", "https://www.most.gov.cn/", (("MOST", "en"), ("科学技术部", "zh"), ("科技部", "zh"))),
    "cn-mot": O("Ministry of Transport of the People's Republic of China", "government", "cn-state-council", "CN",
                "https://www.mot.gov.cn/", (("交通运输部", "zh"),)),
    "cn-mps": O("Ministry of Public Security of the People's Republic of China", "government", "cn-state-council", "CN",
                "https://www.mps.gov.cn/", (("公安部", "zh"),)),
    "cn-ndrc": O("National Development and Reform Commission", "government", "cn-state-council", "CN",
                 "https://www.ndrc.gov.cn/", (("NDRC", "en"), ("国家发展和改革委员会", "zh"))),
    "cn-nhc": O("National Health Commission of the People's Republic of China", "government", "cn-state-council", "CN",
                "http://www.nhc.gov.cn/", (("国家卫生健康委员会", "zh"),)),
    "cn-nngaigpc": O("National New Generation Artificial Intelligence Governance Expert Committee", "expert_body", None, "CN",
                     None, (("National New Generation Artificial Intelligence Governance Professional Committee", "en"),
                            ("国家新一代人工智能治理专业委员会", "zh"))),
    "cn-nrta": O("National Radio and Television Administration", "regulator", "cn-state-council", "CN",
                 "https://www.nrta.gov.cn/", (("国家广播电视总局", "zh"),)),
    "cn-state-council": O("State Council of the People's Republic of China", "government", "cn", "CN", "https://www.gov.cn/",
                          (("State Council", "en"), ("国务院", "zh"))),
    "cn-tc260": O("National Technical Committee 260 on Cybersecurity of SAC", "standards_body", None, "CN",
                  "https://www.tc260.org.cn/", (("SAC/TC 260", "en"), ("全国网络安全标准化技术委员会", "zh", "2024"),
                   ("National Information Security Standardization Technical Committee", "en", None, "2024"),
                   ("全国信息安全标准化技术委员会", "zh", None, "2024"))),
    "confederation-of-danish-industry": O("Confederation of Danish Industry", "civil_society", None, "DK",
                                          "https://www.danskindustri.dk/", (("Dansk Industri", "da"),)),
    "council-eu": O("Council of the European Union", "intergovernmental", "eu", "EU", "https://www.consilium.europa.eu/",
                    (("欧盟理事会", "zh"),)),
    "d-seal-organisation": O("D-seal (the organisation behind the label)", "multi_stakeholder", None, "DK", "https://d-seal.eu/"),
    "danish-chamber-of-commerce": O("Danish Chamber of Commerce", "civil_society", None, "DK", "https://www.danskerhverv.dk/",
                                    (("Dansk Erhverv", "da"),)),
    "danish-consumer-council": O("Danish Consumer Council", "civil_society", None, "DK", "https://taenk.dk/",
                                 (("Forbrugerrådet Tænk", "da"),)),
    "danish-industry-foundation": O("Danish Industry Foundation", "civil_society", None, "DK",
                                    "https://www.industriensfond.dk/", (("Industriens Fond", "da"),)),
    "de-dek": O("Data Ethics Commission of the Federal Government", "expert_body", "de-federal-government", "DE", None,
                (("Datenethikkommission der Bundesregierung", "de"), ("Data Ethics Commission", "en")), "2018"),
    "de-federal-government": O("Federal Government of Germany", "government", None, "DE", "https://www.bundesregierung.de/",
                               (("Bundesregierung", "de"),)),
    "dk": O("Government of Denmark", "government", None, "DK", None, (("Denmark", "en"),)),
    "ec": O("European Commission", "intergovernmental", "eu", "EU", "https://commission.europa.eu/", (("欧盟委员会", "zh"),)),
    "ep": O("European Parliament", "legislature", "eu", "EU", "https://www.europarl.europa.eu/", (("欧洲议会", "zh"),)),
    "eu": O("European Union", "intergovernmental", None, "EU", "https://european-union.europa.eu/",
            (("EU", "en"), ("欧洲联盟", "zh")), "1993-11-01"),
    "eu-ai-hleg": O("High-Level Expert Group on Artificial Intelligence", "expert_body", "ec", "EU", None, (("AI HLEG", "en"),), "2018-06"),
    "fli": O("Future of Life Institute", "civil_society", None, "US", "https://futureoflife.org/", (("FLI", "en"),)),
    "g7": O("Group of Seven", "intergovernmental", None, "INT", None, (("G7", "en"), ("七国集团", "zh"))),
    "gida": O("Global Indigenous Data Alliance", "civil_society", None, "INT", "https://www.gida-global.org/", (("GIDA", "en"),)),
    "google": O("Google", "company", None, "US", "https://about.google/", (("谷歌", "zh"),)),
    "icrc": O("International Committee of the Red Cross", "civil_society", None, "INT", "https://www.icrc.org/",
              (("ICRC", "en"), ("红十字国际委员会", "zh")), "1863"),
    "iec": O("International Electrotechnical Commission", "standards_body", None, "INT", "https://www.iec.ch/",
             (("IEC", "en"), ("国际电工委员会", "zh")), "1906"),
    "ieee": O("Institute of Electrical and Electronics Engineers", "standards_body", None, "INT", "https://www.ieee.org/",
              (("IEEE", "en"), ("电气电子工程师学会", "zh"))),
    "industry-commons-foundation": O("Industry Commons Foundation", "civil_society", None, "INT"),
    "inflection-ai": O("Inflection AI", "company", None, "US", "https://inflection.ai/"),
    "iso": O("International Organization for Standardization", "standards_body", None, "INT", "https://www.iso.org/",
             (("ISO", "en"), ("国际标准化组织", "zh")), "1947"),
    "itu": O("International Telecommunication Union", "intergovernmental", "un", "INT", "https://www.itu.int/",
             (("ITU", "en"), ("国际电信联盟", "zh")), "1865-05-17"),
    "itu-t": O("ITU Telecommunication Standardization Sector", "standards_body", "itu", "INT", "https://www.itu.int/en/ITU-T/",
               (("ITU-T", "en"),)),
    "jp": O("Government of Japan", "government", None, "JP", None, (("Japan", "en"), ("日本国政府", "ja"))),
    "jp-iispc": O("Integrated Innovation Strategy Promotion Council", "government", "jp", "JP", None,
                  (("統合イノベーション戦略推進会議", "ja"),)),
    "jtc1-sc42": O("ISO/IEC JTC 1/SC 42 Artificial intelligence", "standards_body", None, "INT",
                   "https://www.iso.org/committee/6794475.html"),
    "kr": O("Government of the Republic of Korea", "government", None, "KR", None,
            (("Republic of Korea", "en"), ("대한민국 정부", "ko"))),
    "kr-msit": O("Ministry of Science and ICT", "government", "kr", "KR", "https://www.msit.go.kr/",
                 (("과학기술정보통신부", "ko"),)),
    "meta": O("Meta", "company", None, "US", "https://about.meta.com/"),
    "microsoft": O("Microsoft", "company", None, "US", "https://www.microsoft.com/", (("微软", "zh"),)),
    "mtf-labs": O("MTF Labs", "civil_society", None, "INT", "https://mtflabs.net/"),
    "nato": O("North Atlantic Treaty Organization", "intergovernmental", None, "INT", "https://www.nato.int/",
              (("NATO", "en"), ("北大西洋公约组织", "zh")), "1949-04-04"),
    "nl": O("Government of the Netherlands", "government", None, "NL", "https://www.government.nl/", (("Netherlands", "en"),)),
    "nscai": O("National Security Commission on Artificial Intelligence", "government", None, "US", None, (("NSCAI", "en"),), "2018"),
    "oecd": O("Organisation for Economic Co-operation and Development", "intergovernmental", None, "INT", "https://www.oecd.org/",
              (("OECD", "en"), ("OCDE", "fr"), ("经济合作与发展组织", "zh"), ("经合组织", "zh")), "1961-09-30"),
    "oecd-ai-adherents": O("Adherents to the OECD Recommendation on Artificial Intelligence", "other", None, "INT"),
    "openai": O("OpenAI", "company", None, "US", "https://openai.com/"),
    "rda-indigenous-data-sovereignty-ig": O("RDA International Indigenous Data Sovereignty Interest Group", "expert_body",
                                            None, "INT"),
    "reaim-2023-endorsing-states": O("States that endorsed the REAIM Call to Action of 2023", "other", None, "INT"),
    "scholink": O("Scholink", "company", None, None, "https://www.scholink.org/"),
    "sg": O("Government of Singapore", "government", None, "SG", "https://www.gov.sg/", (("Singapore", "en"),)),
    "sg-ai-verify": O("AI Verify Foundation", "civil_society", None, "SG", "https://aiverifyfoundation.sg/", (), "2023-06"),
    "sg-imda": O("Infocomm Media Development Authority", "regulator", "sg", "SG", "https://www.imda.gov.sg/", (("IMDA", "en"),)),
    "sg-pdpc": O("Personal Data Protection Commission", "regulator", "sg", "SG", "https://www.pdpc.gov.sg/", (("PDPC", "en"),)),
    "siis": O("Shanghai Institutes for International Studies", "academic", None, "CN", "https://www.siis.org.cn/",
              (("SIIS", "en"), ("上海国际问题研究院", "zh"))),
    "smedenmark": O("SMEdenmark", "civil_society", None, "DK", "https://smvdanmark.dk/", (("SMVdanmark", "da"),)),
    "the-ambit": O("The Ambit", "civil_society", None, "ASEAN", None, (("The Ambit's Global Network", "en"),)),
    "uk-beis": O("Department for Business, Energy and Industrial Strategy", "government", "uk-government", "GB", None, (("BEIS", "en"),)),
    "uk-dcms": O("Department for Digital, Culture, Media and Sport", "government", "uk-government", "GB", None, (("DCMS", "en"),)),
    "uk-dsit": O("Department for Science, Innovation and Technology", "government", "uk-government", "GB",
                 "https://www.gov.uk/government/organisations/department-for-science-innovation-and-technology",
                 (("DSIT", "en"),), "2023-02"),
    "uk-government": O("Government of the United Kingdom", "government", None, "GB", "https://www.gov.uk/",
                       (("British government", "en"), ("UK government", "en"))),
    "uk-office-for-ai": O("Office for Artificial Intelligence", "government", "uk-government", "GB"),
    "un": O("United Nations", "intergovernmental", None, "INT", "https://www.un.org/", (("UN", "en"), ("联合国", "zh")), "1945-10-24"),
    "un-ga": O("United Nations General Assembly", "intergovernmental", "un", "INT", "https://www.un.org/en/ga/", (("联合国大会", "zh"),)),
    "un-hrc": O("United Nations Human Rights Council", "intergovernmental", "un-ga", "INT", "https://www.ohchr.org/en/hr-bodies/hrc/home",
                (("UN Human Rights Council", "en"), ("联合国人权理事会", "zh")), "2006-03-15"),
    "un-member-states": O("Member States of the United Nations", "other", None, "INT"),
    "un-sc": O("United Nations Security Council", "intergovernmental", "un", "INT", "https://main.un.org/securitycouncil/",
               (("联合国安全理事会", "zh"),)),
    "un-sg": O("Secretary-General of the United Nations", "intergovernmental", "un", "INT", "https://www.un.org/sg/",
               (("联合国秘书长", "zh"),)),
    "un-tech-envoy": O("Office of the United Nations Secretary-General's Envoy on Technology", "intergovernmental", "un", "INT",
                       None, (("UN Office of the Secretary-General's Envoy on Technology", "en"),)),
    "unctad": O("United Nations Conference on Trade and Development", "intergovernmental", "un", "INT", "https://unctad.org/",
                (("UNCTAD", "en"), ("联合国贸易和发展会议", "zh")), "1964"),
    "undesa": O("United Nations Department of Economic and Social Affairs", "intergovernmental", "un", "INT",
                "https://www.un.org/en/desa", (("UN DESA", "en"), ("UNDESA", "en"))),
    "unesco": O("United Nations Educational, Scientific and Cultural Organization", "intergovernmental", "un", "INT",
                "https://www.unesco.org/", (("UNESCO", "en"), ("联合国教科文组织", "zh")), "1945-11-16"),
    "unesco-aheg": O("UNESCO Ad Hoc Expert Group for the Recommendation on the Ethics of Artificial Intelligence", "expert_body",
                     "unesco", "INT", None, (("AHEG", "en"),), "2020-03"),
    "unesco-member-states": O("Member States of UNESCO", "other", None, "INT"),
    "unidir": O("United Nations Institute for Disarmament Research", "intergovernmental", "un", "INT", "https://unidir.org/",
                (("UNIDIR", "en"),), "1980"),
    "us": O("Government of the United States of America", "government", None, "US", "https://www.usa.gov/", (("United States", "en"),)),
    "us-biden-admin": O("Biden administration", "government", "us", "US", None, (("Biden-Harris Administration", "en"),)),
    "us-congress": O("United States Congress", "legislature", None, "US", "https://www.congress.gov/"),
    "us-defense-innovation-board": O("Defense Innovation Board", "expert_body", "us-dod", "US"),
    "us-dod": O("United States Department of Defense", "government", "us", "US", "https://www.war.gov/",
                (("US Department of Defense", "en"), ("Department of War", "en", "2025-09"))),
    "us-ftc": O("Federal Trade Commission", "regulator", "us", "US", "https://www.ftc.gov/", (("FTC", "en"),)),
    "us-intelligence-community": O("United States Intelligence Community", "government", "us", "US"),
    "us-nist": O("National Institute of Standards and Technology", "government", "us", "US", "https://www.nist.gov/", (("NIST", "en"),)),
    "us-nitrd": O("Networking and Information Technology Research and Development Subcommittee", "government", "us-nstc", "US",
                  "https://www.nitrd.gov/", (("NITRD", "en"),)),
    "us-nstc": O("National Science and Technology Council", "government", "us", "US", None, (("NSTC", "en"),)),
    "us-odni": O("Office of the Director of National Intelligence", "government", "us", "US", "https://www.dni.gov/", (("ODNI", "en"),)),
    "us-ostp": O("Office of Science and Technology Policy", "government", "us-white-house", "US", None, (("OSTP", "en"),)),
    "us-president": O("President of the United States", "government", "us", "US"),
    "us-voluntary-commitments-second-group": O("Eight companies that joined the voluntary AI commitments in September 2023", "other", None, "US"),
    "us-white-house": O("White House", "government", "us", "US", "https://www.whitehouse.gov/"),
    "wef": O("World Economic Forum", "civil_society", None, "INT", "https://www.weforum.org/",
             (("WEF", "en"), ("世界经济论坛", "zh")), "1971"),
    "wfeo": O("World Federation of Engineering Organizations", "civil_society", None, "INT", "https://www.wfeo.org/",
              (("WFEO", "en"), ("世界工程组织联合会", "zh"))),
    "wfeo-ceit": O("WFEO Committee on Engineering for Innovative Technologies", "expert_body", "wfeo", "INT", None, (("WFEO-CEIT", "en"),)),
}

# names that the sources print (or how they begin, before "…") -> key and what of the printed words is worth a note; None: a person,
# a crowd or a class of persons, no organization
PRINTED = {
    "193 member states…": ("un-member-states", "printed: of the United Nations"),
    "AI developers": None, "service providers": None, "system users": None, "developers": None, "users": None,
    "other stakeholders": None, "localities and entities": None, "experts and industry…": None, "President Xi Jinping": None,
    "hundreds of…": None, "Belt and Road…": None, "Global South…": None,
    "Member States": ("unesco-member-states", None), "member countries": ("un-member-states", None),
    "more than 60 countries": ("reaim-2023-endorsing-states", "printed: more than 60"),
    "twenty-eight countries": ("bletchley-signatories", "printed: twenty-eight"),
    "Chinese government": ("cn", None), "Britain": ("uk-government", "printed: Britain"),
    "Germany's Data Ethics…": ("de-dek", "printed: Data Ethics Council"),
    "Cyberspace Administration of China in…": ("cn-cac", "with seven other bodies"),
    "six ministries and…": ("cn-most", "named first of six"),
    "US National Security…": ("nscai", None), "United Nations Office…": ("un-tech-envoy", None),
}

ROLES = {"issuer": "issuer", "proposer": "proposer", "adopter": "adopter", "addressee": "addressee", "host": "host",
         "signatories": "signatory", "developer": "developer", "publisher": "issuer", "announcer": "issuer",
         "coordinator": "issuer", "recipient": "addressee"}
# printed counts: (number, role, organization) and the words of the source in short
COUNTS = {"193": (193, "adopter", "un-member-states", None),
          "more than 60": (60, "signatory", "reaim-2023-endorsing-states", "printed: more than 60"),
          "EU + 28 countries": (29, "signatory", "bletchley-signatories", "printed: the EU and 28 countries"),
          "CAC + 7": (8, "issuer", None, "the first body with seven others"),
          "6": (6, "issuer", None, None)}
# instruments whose printed "issuers" agreed to a text of others
AGREED = {"us-voluntary-ai-commitments"}

KINDS = {"act": "act", "legislation": "bill", "regulations": "regulation", "online statement": "statement",
         "international standard": "standard", "position": "position_paper", "resource guide": "guidelines",
         "company approach": "policy", "testing framework and toolkit": "framework", "policy document": "policy",
         "circular / guiding opinions": "guidelines", "preliminary rules": "regulation", "convention": "convention",
         "risk-based regulatory system": "regulation", "directive": "directive"}

# ---------------------------------------------------------------------------------------------------------------------
# The instruments: what differs from the research files

TITLES = {  # the name people look for
    "ccw": "Convention on Certain Conventional Weapons",
    "eu-ai-act": "Artificial Intelligence Act",
    "eu-ai-liability-directive": "AI Liability Directive",
    "us-testbeds-law": "CHIPS and Science Act, section 10232(b)",
    "us-biden-independent-evaluation": "Blueprint for an AI Bill of Rights",
    "bletchley-declaration": "Bletchley Declaration",
    "jp-ai-strategy-2019": "AI Strategy 2019",
    "sg-ai-verify-mvp": "AI Verify",
    "cn-ai-model-law": "Artificial Intelligence Law, Model Law v. 1.0 (Expert Suggestion Draft)",
    "cn-five-principles-unsc-2023": "China's five principles on AI governance (UN Security Council, 2023)",
    "cn-reaim-propositions": "China's statement at the REAIM summit (2023)",
    "cn-tc260-ai-safety-governance-framework": "AI Safety Governance Framework V1.0",
    "itu-t-m3080-aitom": "Recommendation ITU-T M.3080",
    "ieee-ai-ethics-certification": "Ethics Certification Program for Autonomous and Intelligent Systems (ECPAIS)",
    "cn-sovereign-blockchain-strategy": "Chinese strategy of a unified base model and a “sovereign blockchain” (one author's account)",
    "us-series-of-new-measures": "United States “series of new measures” on AI (not identified)",
    "g7-unified-governance-body-2017": "G7 unified governance body for AI (2017)",
    "unhrc-human-rights-and-ai-report": "Human Rights and Artificial Intelligence report",
    "anthropic-asl": "AI Safety Levels",
}
# entries of the research files that are no names but pieces of sentences, or marks of a scan: how they begin
DROP_TITLES = (
    "Legislation has been", "publicly, voluntarily", "ASEAN is preparing", "The Biden administration has", "suspending the development",
    "first edition in", "second edition in", "recent U.S. law", "*AI* Strategy", "First Edition", "Second Edition", "Third Edition",
    "unified governance body in", "joint statement calling", "series of new measures related", "UK government's recent",
    "\"Artificial Intelligence Law Model", "China's propositions for", "Anthropic's Artificial", "Information Technology - Artificial",
    "Promoting Responsible Conduct", "DOD Adopts",
)
ADD_TITLES = {
    "eu-ai-act": [{"text": "EU Artificial Intelligence Act", "lang": "en", "type": "alternative"},
                  {"text": "Regulation (EU) 2024/1689", "lang": "en", "type": "short"}],
    "oecd-ai-principles": [{"text": "Principes de l'OCDE sur l'IA", "lang": "fr", "type": "translation"}],
    "cn-interim-measures-genai": [{"text": "Generative AI Measures", "lang": "en", "type": "alternative"}],
    "eu-digital-omnibus-ai": [{"text": "AI Omnibus", "lang": "en", "type": "alternative"}],
    "us-series-of-new-measures": [{"text": "series of new measures", "lang": "en", "type": "as_mentioned"}],
    "g7-unified-governance-body-2017": [{"text": "unified governance body", "lang": "en", "type": "as_mentioned"}],
}
# titles that were compared with a copy of the text itself, whatever the research files say of the list as a whole
CHECKED_TITLES = {
    "Artificial Intelligence Act", "Regulation (EU) 2024/1689", "Recommendation of the Council on Artificial Intelligence",
    "Recommendation on the Ethics of Artificial Intelligence", "AI Omnibus",
    "Regulation (EU) 2024/1689 of the European Parliament and of the Council of 13 June 2024 laying down harmonised rules on artificial "
    "intelligence and amending Regulations (EC) No 300/2008, (EU) No 167/2013, (EU) No 168/2013, (EU) 2018/858, (EU) 2018/1139 and (EU) "
    "2019/2144 and Directives 2014/90/EU, (EU) 2016/797 and (EU) 2020/1828 (Artificial Intelligence Act)",
}

# parties that are classes of persons and not organizations: said in words
CLASSES = {"ai-providers-and-deployers": "providers and deployers of AI systems", "ai-labs": "laboratories that train large AI models",
           "states": "states", "cn-local-departments": "departments of the provinces, autonomous regions and municipalities",
           "pause-letter-signatories": "individual signatories, more than 30,000 by September 2023 by the publisher's own count"}
PARTY_ORGANIZATION = {"ccw": "ccw-high-contracting-parties"}
# instruments whose list of parties is "unsure" only in the members named here; the others stay
UNSURE_PARTIES = {"undesa-resource-guide-ai-strategies": {"un-tech-envoy", "wfeo"}, "itu-t-m3080-aitom": {"china-telecom"}}
def issuer(*keys):
    return [{"role": "issuer", "organization": k} for k in keys]


ADD_PARTIES = {  # who adopted a text of its own also issued it; and states that a source names one by one
    "unesco-recommendation-ai-ethics": issuer("unesco"), "unesco-recommendation-open-science": issuer("unesco"),
    "oecd-recommendation-ai": issuer("oecd"), "oecd-ai-principles": issuer("oecd"), "nato-ai-strategy": issuer("nato"),
    "us-dod-ai-ethical-principles": issuer("us-dod"), "cn-five-principles-unsc-2023": issuer("cn"),
    "cn-reaim-propositions": issuer("cn"), "cn-global-ai-governance-initiative": issuer("cn"), "anthropic-asl": issuer("anthropic"),
    "uk-national-ai-strategy": issuer("uk-government"), "kr-national-strategy-ai": issuer("kr"),
    "reaim-summit-joint-statement": [{"role": "signatory", "organization": "us"}, {"role": "signatory", "organization": "cn"}],
    "bletchley-declaration": [{"role": "signatory", "organization": "eu"}, {"role": "signatory", "organization": "cn"},
                              {"role": "signatory", "organization": "us"}],
}
PARTY_NOTES = {
    ("reaim-summit-joint-statement", "reaim-2023-endorsing-states"): "57 in one count, over 60 in others; not settled",
    ("icrc-position-aws", "states"): "states; submitted to the experts' group of the weapons convention",
    ("pause-large-models", "ai-labs"): "laboratories that train large AI models; governments in second place",
}

REPEATED = {"People's Republic of China", "White House Office of Science and Technology Policy", "Office of Science and Technology Policy released it",
            "Research Data Alliance International Indigenous Data Sovereignty Interest Group", "names of the founders", "ISO/IEC JTC 1/SC 42",
            "National New Generation AI Governance Expert (Professional) Committee, chaired by Xue Lan",
            "Department for Science, Innovation and Technology; presented to Parliament by its Secretary of State",
            "National Technical Committee 260 on Cybersecurity of SAC (全国网络安全标准化技术委员会)",
            "Integrated Innovation Strategy Promotion Council (統合イノベーション戦略推進会議)",
            "Ad Hoc Expert Group set up in March 2020 under 40 C/Resolution 37"}

IDENTIFIERS = {  # scheme of the research files -> ours (and how to write the value); None: of another text, left to the note
    "UNESCO document code": ("unesco", "%s"), "UNESDOC ark": ("unesdoc", "%s"), "UN symbol": ("un", "%s"),
    "UN document": ("un", "%s"), "UN Treaty Collection": ("other", "UN Treaty Collection %s"), "UNTS": ("other", "UNTS %s"),
    "DOI": ("doi", "%s"), "DOI (article of 2020)": ("doi", "%s"), "DOI (version 3.0)": None,
    "OECD legal instrument": ("oecd", "%s"), "ICRC reference": ("icrc", "%s"), "ISO": ("iso", "%s"), "EN": ("other", "%s"),
    "ICS": None, "ITU-T": ("itu", "ITU-T %s"), "CELEX": ("celex", "%s"), "CELEX (proposal)": ("celex", "%s"),
    "CELEX (withdrawal)": None, "OJ": ("oj", "%s"), "OJ (withdrawal)": None, "ELI": ("eli", "%s"), "COM": ("com", "%s"),
    "EU procedure": ("other", "%s"), "US bill, 116th Congress": ("us_bill", "%s (116th Congress)"),
    "US bill, 117th Congress": ("us_bill", "%s (117th Congress)"), "US bill, 118th Congress": ("us_bill", "%s (118th Congress)"),
    "US bill, 119th Congress": ("us_bill", "%s (119th Congress)"), "US Bill": ("us_bill", "%s"), "US Public Law": ("us_pl", "%s"),
    "US Statutes at Large": ("other", "%s"), "US Code": ("us_code", "%s"), "version": ("other", "version %s"),
    "UK Command Paper": ("uk_cp", "%s"), "ISBN": ("isbn", "%s"), "CN State Council document": ("cn", "%s"),
    "CN ministry document": ("cn", "%s"), "CAC order": ("cac", "%s"),
}
DROP_IDENTIFIERS = {("itu-t-m3080-aitom", "M.3080 (03/2026)")}
IDENTIFIER_VALUES = {"国家互联网信息办公室令第15号 (joint order No. 15 of 2023)": "国家互联网信息办公室令第15号"}
DROP_URLS = {  # pages of later texts
    "https://www.nato.int/cps/en/natohq/official_texts_227237.htm",
    "https://assets.anthropic.com/m/24a47b00f10301cd/original/Anthropic-Responsible-Scaling-Policy-2024-10-15.pdf",
    "https://www.anthropic.com/news/responsible-scaling-policy-v3",
    "https://www.itu.int/dms_pubrec/itu-t/rec/m/T-REC-M.3080-202603-I!!SUM-HTM-E.htm",
}
ADD_URLS = {  # as a source prints it
    "anthropic-rsp": [{"url": "https://www.anthropic.com/index/anthropics-responsible-scaling-policy", "rel": "official", "lang": "en"}],
}
ADD_IDENTIFIERS = {  # editions as the sources print them
    "us-national-ai-rd-strategic-plan-2016": ["first edition"], "us-national-ai-rd-strategic-plan-2019": ["second edition"],
    "us-national-ai-rd-strategic-plan-2023": ["third edition"], "ambit-whitepaper-ed1": ["First Edition"],
    "ambit-whitepaper-ed2": ["Second Edition"], "ambit-whitepaper-ed3": ["Third Edition"],
}
EDITIONS = {"first": "first edition", "second": "second edition"}

SUMMARIES = {
    "openai-our-approach-to-ai-safety": "Company post on how OpenAI tries to keep its systems safe. It describes tests before release, "
                                        "learning step by step from real use, care for children and for personal data, work on wrong "
                                        "answers, and research. It holds that strong systems need rigorous safety evaluation and that "
                                        "regulation is needed to make sure of it.",
    "cn-position-paper-ai-ethics": "Chinese paper with proposals on AI ethics in four parts, from how AI is regulated, developed and used "
                                   "to how states should work together. Governments are asked to put ethics first, set up review and "
                                   "early warning, require developers to discipline themselves and improve algorithms and data, ban uses "
                                   "that run against law and ethics, and agree internationally on norms.",
    "anthropic-rsp": "Self-imposed policy of an AI company on catastrophic risk from its most capable models. In the version of 2023, "
                     "safety levels with growing duties of security, testing and deployment controls apply as capabilities grow, and "
                     "scaling pauses where risks cannot be reduced. Later versions changed the structure and dropped the firm pause.",
    "g7-unified-governance-body-2017": "One source says that in 2017 the G7 began to create a unified body for AI governance, which led "
                                       "to the Global Partnership on AI. In fact the ministers at Turin in September 2017 only agreed on "
                                       "an exchange among many parties about human-centric AI; the plan for a body came from Canada and "
                                       "France in 2018.",
}

NOTES = {
    "unesco-recommendation-ai-ethics": "Some databases give 24 November 2021, the last day of the session; the text itself says 23 November. 193 is the number of UNESCO Member States of the time, not of UN members.",
    "unesco-principles-of-ai-2019": "May not exist: only one source names it, as a UNESCO text of 2019. Candidates: the generic principles that COMEST's working group suggested on 21 March 2019, the OECD principles of May 2019, the Recommendation of 2021. In 2019 the General Conference only ordered a draft (40 C/Resolution 37). The issuer is not entered because nothing confirms it.",
    "unesco-ethical-guidelines-ai-2019": "May not exist: one source names it as released by UNESCO in 2019, beside another UNESCO text of that year that was not found either. Candidates: COMEST's suggested principles of 21 March 2019, the Recommendation of 2021, and by title and content the EU's Ethics Guidelines for Trustworthy AI of 8 April 2019. The issuer is not entered because nothing confirms it.",
    "unctad-principles-ai-data-governance": "May not exist: no UNCTAD document of this name was found, and its work of those years is reports. The issuer is not entered because nothing confirms it.",
    "unhrc-human-rights-and-ai-report": "No report has this title. Candidates: A/HRC/48/31 (The right to privacy in the digital age, September 2021), the best match in content; A/HRC/46/37 (Artificial intelligence and privacy, and children's privacy, January 2021). Both were made for the Council, not issued by it; so no issuer is entered.",
    "un-new-agenda-for-peace": "A policy brief, entered as a report. Its document symbol could not be confirmed and is left out. The treaty that it asks for by 2026 does not exist as of November 2026.",
    "ccw": "signed_on is the day on which it was opened for signature. States parties: 127 in September 2023, 128 in September 2026. The Seventh Review Conference was set for 16 to 20 November 2026; its outcome is not known here yet.",
    "global-digital-compact": "Annex I of the Pact for the Future. General Assembly resolution 79/325 of 26 August 2025 set up the scientific panel and the dialogue that it foresees; the dialogue met first in July 2026 in Geneva.",
    "undesa-resource-guide-ai-strategies": "A version whose cover says April 2021 is also in circulation; the official file is named June 2021. That the technology envoy's office and WFEO took part is said by one source only and not entered.",
    "unidir-towards-responsible-ai-defence": "The day of publication is own knowledge. The institute calls it a research brief with first findings; the authors are Alisha Anand and Harry Deng.",
    "oecd-recommendation-ai": "Amended on 8 November 2023 (definition of an AI system) and on 3 May 2024. 47 adherents were counted in 2024; a later number was not found.",
    "oecd-ai-principles": "Sections 1 and 2 of the Recommendation: five values-based principles and five recommendations to governments. Since 3 May 2024 the heading of the second principle names fairness and privacy. The G20 took over principles drawn from these in June 2019.",
    "wef-ai-governance-journey": "The month is own knowledge and that of one source; which of the Forum's councils wrote it was not verified.",
    "nato-ai-strategy": "Issued by NATO, not by the United States. A revised strategy of 10 July 2024 builds on it and keeps its six principles: superseded is our word for that. Only a summary is public.",
    "icrc-position-aws": "A longer paper of December 2025 keeps the two bans; nothing shows that it replaces this one. The reference number differs between sources.",
    "wfeo-principles-big-data-ai": "The text itself was not found; the record rests on one source, a report of the federation itself, and on own knowledge. The exact title is not confirmed.",
    "iso-iec-22989": "First edition, July 2022: the year 2012 that one source prints is a slip. Adopted in Europe as EN ISO/IEC 22989:2023. An amendment on generative AI was near its final vote in September 2026.",
    "iso-iec-23053": "Published on 20 June 2022; one field of the ISO catalogue says 19 June. One source dates it July together with ISO/IEC 22989.",
    "itu-t-m3080-aitom": "The record stands for the edition of February 2021, whose month is own knowledge; an edition of March 2026 followed. That China Telecom developed it is said by one source only and not entered.",
    "ieee-ai-ethics-certification": "adopted_on is the approval of the activity. It went on as IEEE CertifAIEd; when is not known here, and that it is the same line is own knowledge.",
    "reaim-summit-joint-statement": "Endorsed rather than signed, by the United States and China among others. The number differs between accounts. Followed by a Blueprint for Action (Seoul, September 2024) and a declaration at A Coruña (February 2026).",
    "bletchley-declaration": "28 states and the European Union; accounts that say 28, 29 or both mean the same set. The summits went on in Seoul (May 2024), Paris (February 2025) and New Delhi (February 2026).",
    "cais-statement-ai-risk": "Entered without force, since it asks nothing definite of anyone. Signed by individuals.",
    "care-principles": "Drafted at a workshop in Gaborone on 8 November 2018. The identifier is that of the article of 2020 that calls itself their first formal publication.",
    "just-principles": "No date was found, and no sign that a standards body issued them.",
    "eu-ai-act": "adopted_on is the Council's vote, which ended the procedure; Parliament voted on 13 March 2024. applies_on is the general date. As enacted: chapters I and II from 2 February 2025, general-purpose models, authorities and penalties from 2 August 2025, Article 6(1) from 2 August 2027. Regulation (EU) 2026/1744 moved the high-risk duties to 2 December 2027 (Annex III) and 2 August 2028 (Annex I); the general date stands. One source files the Act under the Council of Europe, which is another body.",
    "eu-ai-liability-directive": "Withdrawal announced in the work programme of 11 February 2025, formal on 6 October 2025 (OJ C/2025/5423). It never had force.",
    "eu-white-paper-ai": "A consultation paper; comments were open until 14 June 2020. The Commission's address of 2020 may be dead.",
    "eu-ai-strategy-2018": "Nearly all pages give 25 April 2018, one gives 24 April. Later plans stand beside it; no formal replacement was found.",
    "eu-ethics-guidelines-trustworthy-ai": "Work of an independent group, published by the Commission, not the Commission's own position. A revised assessment list followed in July 2020.",
    "de-data-ethics-commission-opinion": "By the Data Ethics Commission, not by the German Ethics Council. The ministry's address of 2019 may be dead.",
    "dk-data-ethics-certification": "The state presented the prototype in October 2019 and supports the label, which a private organisation runs.",
    "us-impact-assessment-legislation": "That the source means this bill is probable, not certain: it gives no title, and high-risk systems fit the text of 2019 best. Brought in again in 2022, 2023 and 2025; the identifiers are those of all versions.",
    "us-national-strategy-cet": "Only its list of technologies was updated since (2022, 2024); no formal end was found.",
    "us-dod-ai-ethical-principles": "Bind inside the department only. An AI strategy of January 2026 leaves ethics out; a formal repeal of the principles was not found, so whether they are still followed is in doubt.",
    "us-odni-ai-ethics-principles": "No repeal or replacement was found.",
    "us-odni-ai-ethics-framework": "Version 1.0 is dated June 2020 and was made public on 23 July 2020. No later version was found.",
    "us-nscai-final-report": "The commission's own page gives 1 March 2021 as the day of submission; one source says 2 March. Advice, so without force.",
    "us-national-ai-rd-strategic-plan-2023": "Some lists date it 4 May 2023, the day of an earlier fact sheet. Not formally withdrawn as far as found, but a request of April 2025 asked how to rewrite it.",
    "us-national-ai-rd-strategic-plan-2016": "The title page gives the month only; 12 or 13 October is not settled.",
    "us-national-ai-rd-strategic-plan-2019": "Issued under the American AI Initiative; replaced by the update of 2023.",
    "us-testbeds-law": "That the source means this section follows from its wording and is very likely. The section gives a power, not a duty.",
    "us-biden-independent-evaluation": "That the source means this paper follows from two short quotations that stand in it side by side. Kept on the archived White House site; no formal withdrawal was found.",
    "us-voluntary-ai-commitments": "Seven companies on 21 July 2023, eight more in September 2023, one on 26 July 2024. No withdrawal was found.",
    "us-series-of-new-measures": "An unresolved mention rather than an instrument: candidates are the White House package of 23 May 2023 and Executive Order 14110 of 30 October 2023, revoked on 20 January 2025. The issuer is not entered.",
    "uk-pro-innovation-white-paper": "The consultation closed on 21 June 2023; the government answered on 6 February 2024. No statute followed by November 2026.",
    "uk-national-ai-strategy": "Not formally repealed as far as found; the AI Opportunities Action Plan of 13 January 2025 is the current programme.",
    "jp-ai-strategy-2019": "Historical: followed by AI Strategy 2022 and by the AI Basic Plan of 23 December 2025. The subtitle of the English version is own knowledge.",
    "kr-national-strategy-ai": "Overtaken by the AI Framework Act, in force since 22 January 2026, and its action plan.",
    "sg-discussion-paper-genai": "The month and the co-author are own knowledge.",
    "sg-ai-verify-mvp": "The record stands for the first version of 2022; open source since 7 June 2023 and still kept.",
    "asean-ai-guidance": "That the source, of 2023, means this guide is probable, not certain. The expanded guide on generative AI of January 2025 fits its words on model evaluation better.",
    "cn-new-generation-ai-development-plan": "The notice is dated 8 July 2017 and was made public on 20 July. Not repealed as far as found; its last step runs to 2030.",
    "cn-governance-principles-new-generation-ai": "One text under two English titles in the same source; the committee is called Expert or Professional, both for 专业委员会.",
    "cn-interim-measures-genai": "Order no. 15 of 2023 of seven bodies in all; one source counts eight. Binding departmental rules, whatever “interim” suggests. 24 articles in 5 chapters. The draft was put out for comment in April 2023. In force as of November 2026.",
    "cn-position-paper-military-ai": "proposed_on is the day of submission to the Sixth Review Conference. The conference symbol could not be verified and is left out.",
    "cn-position-paper-ai-ethics": "proposed_on is the day of submission; the ministry's page is dated a day later.",
    "cn-guiding-opinions-scenario-innovation": "The date of 29 July 2022 was seen in one secondary text; made public on 12 August 2022.",
    "cn-five-principles-unsc-2023": "The record number of the meeting is own knowledge. The source's third principle is a slip of translation: 公平普惠 is fair and for the good of all.",
    "cn-reaim-propositions": "About military uses of AI, which is narrower than the source's words. There may be points beyond the three that were seen.",
    "cn-global-ai-governance-initiative": "A document of foreign policy, not a domestic norm. Carried on by the action plans of 2024 and of 26 July 2025.",
    "cn-tc260-ai-safety-governance-framework": "Version 2.0 of 15 September 2025 updates it: superseded is our word, no formal repeal was seen.",
    "cn-ai-model-law": "A scholars' draft, never before a legislature. Versions 2.0 (April 2024) and 3.0 (2025, doi 10.5281/zenodo.15761453) carry the shorter Chinese name and the title The Model Artificial Intelligence Law. Another page dates version 1.0 16 August 2023.",
    "cn-sovereign-blockchain-strategy": "One essayist's reading; no official document was found in Chinese or English. The issuer is not entered.",
    "openai-our-approach-to-ai-safety": "A company post rather than a policy with commitments. The day is that of a page which sums it up.",
    "anthropic-rsp": "The dates are those of version 1.0. Later versions: 2.0 (15 October 2024), a revision of 14 May 2025, 3.0 (24 February 2026), 3.1 (2 April 2026), 3.3 (26 May 2026). Several pages report that 3.0 removed the commitment to pause, so the sources' passages hold for the version of 2023.",
    "anthropic-asl": "Part of the Responsible Scaling Policy, no text of its own. Version 2.0 of the policy turned the levels into standards for deployment and security.",
    "ambit-seven-point-plan": "Known only from an essay of the network's founder (November 2023), which says that it was handed to the UN technology envoy. Doubtful means here: no independent trace. The parties are therefore not entered.",
    "ambit-whitepaper-series": "Known only from an essay of the network's founder (November 2023). Planned for 2023, 2024 and 2025; no edition was found by November 2026. The issuer is not entered.",
    "ambit-whitepaper-ed1": "Known only from an essay of the network's founder; planned for 2023, on Indonesia, the Philippines and Singapore. A draft may have existed, since a short form is said to have been submitted.",
    "ambit-whitepaper-ed2": "Known only from an essay of the network's founder; planned for 2024, on Malaysia, Thailand, Vietnam and Myanmar.",
    "ambit-whitepaper-ed3": "Known only from an essay of the network's founder; planned for 2025, on Cambodia, Brunei, Timor-Leste and Laos.",
    "g7-unified-governance-body-2017": "Doubtful is meant for the body. What is real of 2017 is an annex to the ministers' declaration of Turin, 26 September 2017; the Global Partnership on AI was launched on 15 June 2020.",
    "pause-large-models": "That the source means this letter is probable: it names none.",
}

OMNIBUS_TITLE = ("Regulation (EU) 2026/1744 of the European Parliament and of the Council of 8 July 2026 amending Regulations (EU) 2024/1689, "
                 "(EU) 2018/1139 and (EU) 2023/1230 as regards the simplification of the implementation of harmonised rules on artificial "
                 "intelligence (Digital Omnibus on AI)")
OMNIBUS = {
    "key": "eu-digital-omnibus-ai",
    "title": "Digital Omnibus on AI",
    "titles": [{"text": OMNIBUS_TITLE, "lang": "en", "type": "official"},
               {"text": "Digital Omnibus on AI", "lang": "en", "type": "short"},
               {"text": "Regulation (EU) 2026/1744", "lang": "en", "type": "short"}],
    "type": "regulation", "force": "hard", "existence": "exists", "jurisdictions": ["EU"],
    "parties": [{"role": "proposer", "organization": "ec", "note": "19 November 2025"},
                {"role": "adopter", "organization": "ep", "note": "16 June 2026"},
                {"role": "adopter", "organization": "council-eu", "note": "29 June 2026"}],
    "dates": {"proposed_on": "2025-11-19", "adopted_on": "2026-06-29", "signed_on": "2026-07-08", "published_on": "2026-07-24",
              "in_force_on": "2026-07-27"},
    "identifiers": [{"scheme": "CELEX", "value": "32026R1744"},
                    {"scheme": "ELI", "value": "http://data.europa.eu/eli/reg/2026/1744/oj"},
                    {"scheme": "OJ", "value": "OJ L, 2026/1744, 24.7.2026"},
                    {"scheme": "COM", "value": "COM(2025) 836 final"},
                    {"scheme": "EU procedure", "value": "2025/0359(COD)"}],
    "urls": [{"url": "https://eur-lex.europa.eu/eli/reg/2026/1744/oj/eng", "rel": "official", "lang": "en"},
             {"url": "http://data.europa.eu/eli/reg/2026/1744/oj", "rel": "official"}],
    "languages": [],
    "summary": "Amends the Artificial Intelligence Act. It puts off the duties for high-risk systems, adds prohibited practices, "
               "gives systems already on the market more time to mark generated content, moves the date for national sandboxes, and "
               "adds articles and an annex; the Act's general date of application stays. Smaller changes go to the regulations on "
               "aviation safety and on machinery.",
    "sure": {"title": "checked", "titles": "checked", "type": "checked", "force": "checked", "existence": "checked",
             "jurisdictions": "checked", "parties": "checked", "dates.proposed_on": "checked", "dates.adopted_on": "checked",
             "dates.signed_on": "checked", "dates.published_on": "checked", "dates.in_force_on": "checked", "identifiers": "checked",
             "urls": "checked", "languages": "own"},
    "note": "adopted_on is the Council's vote; Parliament voted on 16 June 2026, after a political agreement of 7 May 2026; the act is "
            "dated 8 July. High-risk duties: Annex III from 2 December 2027, Annex I from 2 August 2028. New prohibitions from 2 "
            "December 2026; marking for systems on the market before 2 August 2026 from 2 December 2026; national sandboxes by 2 "
            "August 2027. Title, date and numbers were seen in several independent public files that quote EUR-Lex, not on EUR-Lex "
            "itself.",
}
EU_LANGUAGES = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()
OMNIBUS["languages"] = EU_LANGUAGES

# shorter names for the editorial notes, where the title is long
LABELS = {
    "eu-ai-act": "AI Act", "unesco-recommendation-ai-ethics": "UNESCO Recommendation on the Ethics of AI",
    "oecd-recommendation-ai": "OECD Recommendation on AI", "cn-interim-measures-genai": "Interim Measures on generative AI",
    "unesco-recommendation-open-science": "UNESCO Recommendation on Open Science", "iso-iec-22989": "ISO/IEC 22989:2022",
    "iso-iec-23053": "ISO/IEC 23053:2022", "itu-t-m3080-aitom": "ITU-T M.3080", "ieee-ai-ethics-certification": "ECPAIS",
    "wfeo-principles-big-data-ai": "WFEO principles", "unidir-towards-responsible-ai-defence": "UNIDIR mapping",
    "undesa-resource-guide-ai-strategies": "UN DESA resource guide", "wef-ai-governance-journey": "WEF report",
    "eu-white-paper-ai": "Commission White Paper on AI", "us-national-ai-rd-strategic-plan-2016": "AI R&D plan of 2016",
    "us-national-ai-rd-strategic-plan-2019": "AI R&D plan of 2019", "us-national-ai-rd-strategic-plan-2023": "AI R&D plan of 2023",
    "us-odni-ai-ethics-principles": "ODNI principles", "us-odni-ai-ethics-framework": "ODNI framework",
    "us-testbeds-law": "US testbeds section", "us-nscai-final-report": "NSCAI report",
    "us-voluntary-ai-commitments": "US voluntary commitments", "jp-ai-strategy-2019": "Japan's AI Strategy 2019",
    "kr-national-strategy-ai": "Korea's AI strategy", "us-national-strategy-cet": "US technologies strategy",
    "sg-discussion-paper-genai": "Singapore discussion paper", "uk-national-ai-strategy": "UK AI strategy",
    "uk-pro-innovation-white-paper": "UK white paper of 2023", "eu-ai-strategy-2018": "EU AI strategy of 2018",
    "cn-new-generation-ai-development-plan": "China's AI plan of 2017",
    "cn-governance-principles-new-generation-ai": "China's governance principles of 2019",
    "cn-position-paper-military-ai": "China's paper on military AI", "cn-position-paper-ai-ethics": "China's paper on AI ethics",
    "cn-guiding-opinions-scenario-innovation": "Guiding Opinions of 2022", "cn-five-principles-unsc-2023": "China's five principles",
    "cn-reaim-propositions": "China's REAIM statement", "cn-tc260-ai-safety-governance-framework": "TC 260 framework 1.0",
    "cn-ai-model-law": "Chinese model law draft", "cn-sovereign-blockchain-strategy": "Sovereign blockchain strategy",
    "us-series-of-new-measures": "US series of new measures", "ambit-seven-point-plan": "Seven-point plan",
    "ambit-whitepaper-series": "Ambit white papers", "ambit-whitepaper-ed1": "Ambit white paper, edition 1",
    "ambit-whitepaper-ed2": "Ambit white paper, edition 2", "ambit-whitepaper-ed3": "Ambit white paper, edition 3",
    "g7-unified-governance-body-2017": "G7 body of 2017", "de-data-ethics-commission-opinion": "German data ethics opinion",
    "unctad-principles-ai-data-governance": "UNCTAD principles", "unhrc-human-rights-and-ai-report": "Human rights report of 2021",
    "us-impact-assessment-legislation": "Algorithmic Accountability Act", "us-dod-ai-ethical-principles": "DoD principles",
    "unesco-principles-of-ai-2019": "UNESCO principles of 2019", "unesco-ethical-guidelines-ai-2019": "UNESCO guidelines of 2019",
    "ccw": "Weapons convention", "pause-large-models": "Pause letter", "nato-ai-strategy": "NATO AI strategy of 2021",
    "eu-ethics-guidelines-trustworthy-ai": "EU ethics guidelines", "asean-ai-guidance": "ASEAN guide",
    "openai-our-approach-to-ai-safety": "OpenAI post", "anthropic-asl": "ASL scale", "anthropic-rsp": "Scaling policy",
}

NOTES_HEAD = """# Editorial notes

What the editors of this registry know about the instruments it lists, beyond what the other sources state. One statement a
line, and at its end how sure we are of it:

* "Checked on %s" means that public pages, where possible several independent ones, were seen to say so on or before that day.
* "Own knowledge" means that we are confident but did not see it on a page.
* "Not confirmed" means that it is our best reading of a source that mentions the text; do not build on it.

Statements give a fact that no other source of this registry states in the same precision. Where a source says something else, both
stay: the registry shows them side by side. Written by the instrumentd editors; CC0 1.0, no rights reserved.
""" % DAY

SURE = {"checked": "Checked on %s." % DAY, "own": "Own knowledge.", "unsure": "Not confirmed."}

DATE_FIELDS = ("proposed_on", "adopted_on", "signed_on", "published_on", "in_force_on", "applies_on", "superseded_on", "repealed_on",
               "withdrawn_on")
DATE_WORDS = {"proposed_on": "proposed on %s", "adopted_on": "adopted on %s", "signed_on": "signed on %s",
              "published_on": "published on %s", "in_force_on": "in force from %s", "applies_on": "applies generally from %s",
              "superseded_on": "superseded on %s", "repealed_on": "repealed on %s", "withdrawn_on": "withdrawn on %s"}
ROLE_WORDS = {"issuer": "issued by", "proposer": "proposed by", "drafter": "drafted by", "adopter": "adopted by",
              "signatory": "signed or endorsed by", "host": "hosted by", "addressee": "addressed to", "developer": "developed by",
              "submitter": "submitted by"}
EXISTENCE_WORDS = {"exists": "it exists", "doubtful": "its existence is doubtful", "planned": "it is only planned (planned)",
                   "proposed": "it is a proposal and not in force (proposed)", "withdrawn": "it was withdrawn",
                   "never_adopted": "it was never adopted"}
FORCE_WORDS = {"hard": "legally binding (force: hard)", "soft": "not legally binding, but meant to guide (force: soft)",
               "none": "without legal force (force: none)", "unclear": "its force is unclear (force: unclear)"}
TITLE_WORDS = {"official": "official title in %s", "original": "original title in %s", "short": "short title in %s",
               "alternative": "also called in %s", "translation": "title translated into %s", "as_mentioned": "mentioned in %s as"}
URL_WORDS = {"official": "official page", "landing": "page about it", "pdf": "PDF", "archive": "archived page"}
LANGUAGE_WORDS = {"en": "English", "zh": "Chinese", "fr": "French", "de": "German", "es": "Spanish", "ja": "Japanese", "ko": "Korean",
                  "da": "Danish"}


def load(name):
    with open(os.path.join(SHARED, "catalogue", name), encoding="utf-8") as f:
        return json.load(f)


def sha256(data):
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


def lacking_nothing(value):
    """The value without nulls, empty strings and empty lists."""
    if isinstance(value, dict):
        inner = {k: lacking_nothing(v) for k, v in value.items()}
        return {k: v for k, v in inner.items() if v not in (None, "", [], {})}
    if isinstance(value, list):
        return [lacking_nothing(v) for v in value]
    return value


def canonical(value):
    """RFC 8785 for what occurs here: strings, integers, lists, objects with ASCII names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def squeezed(text):
    return re.sub(r"\s+", " ", text.replace("*", ""))


# ---------------------------------------------------------------------------------------------------------------------
# Records

def drawn_sources(truth):
    """Records of the five sources, and by file name their key, text, edition and segments."""
    records, by_file = [], {}
    for s in truth["sources"]:
        own = dict(SOURCES[s["id"]])
        with open(os.path.join(SHARED, "seeds", s["file"]), "rb") as f:
            data = f.read()
        assert sha256(data) == s["sha256"] and len(data) == s["bytes"], s["file"]
        segments = []
        for seg in s["segments"]:
            title = SEGMENT_TITLES.get((s["id"], seg["id"])) or squeezed(re.sub(r"^#+ ", "", seg["heading"])).strip()
            authors = SEGMENT_AUTHORS.get((s["id"], seg["id"]))
            if authors is None and s["id"] == "004" and seg["author"]:
                authors = seg["author"].split(", ")
            segments.append({"path": seg["id"], "title": title, "authors": authors or [], "start": seg["start"], "end": seg["end"]})
        edition = {"sha256": s["sha256"], "size": s["bytes"], "media_type": "text/markdown" if s["id"] in ("002", "004") else "text/plain",
                   "lang": "zh" if s["id"] == "001" else "en", "note": own.pop("edition_note"), "segments": segments}
        records.append(dict(own, editions=[edition]))
        by_file[s["file"]] = {"key": own["key"], "id": s["id"], "text": data.decode("utf-8"), "edition": s["sha256"],
                              "segments": {seg["path"]: seg for seg in segments}}
    return records, by_file


def locator_of(source, segment):
    path, title = segment["path"], segment["title"]
    if source["id"] in ("000", "002") and re.match(r"^[0-9IVX]", path):
        return "section " + path
    if source["id"] == "004" and path.startswith("ch"):
        return "chapter %s, %s" % (path[2], " and ".join(segment["authors"][:2]) + (" and others" if len(segment["authors"]) > 2 else ""))
    return "Preface, GONG Ke" if path == "preface" else title


def drawn_instrument(core):
    key, sure = core["key"], core["sure"]
    record = {"key": key, "title": TITLES.get(key, core["title"]), "type": core["type"], "force": core["force"],
              "existence": core["existence"], "languages": core["languages"], "summary": SUMMARIES.get(key, core["summary"]),
              "note": NOTES.get(key, core.get("note") if key == OMNIBUS["key"] else None)}
    titles = [t for t in core["titles"] if not t["text"].startswith(DROP_TITLES)] + ADD_TITLES.get(key, [])
    if sure.get("titles") == "unsure":
        titles = [dict(t, type="alternative") if t["type"] == "official" else t for t in titles]
    kept, seen = [], set()
    for t in titles:  # one text is one title; the first, more exact type wins
        if (t["text"], t["lang"]) not in seen:
            seen.add((t["text"], t["lang"]))
            kept.append(t)
    if record["title"] not in {t["text"] for t in kept}:
        kept.append({"text": record["title"], "lang": "en", "type": "alternative"})
    record["titles"] = kept
    if sure.get("jurisdictions") != "unsure":
        record["jurisdictions"] = core["jurisdictions"]
    parties = []
    for p in core["parties"]:
        if sure.get("parties") == "unsure" and (key not in UNSURE_PARTIES or p["organization"] in UNSURE_PARTIES[key]):
            continue
        p = dict(p)
        note = PARTY_NOTES.get((key, p["organization"]))
        if p["organization"] in CLASSES:
            p["note"] = note or CLASSES[p["organization"]]
            del p["organization"]
        else:
            p["organization"] = PARTY_ORGANIZATION.get(p["organization"], p["organization"])
            if note:
                p["note"] = note
            if p.get("note", "").lower() in ORGANIZATIONS[p["organization"]].name.lower() or p.get("note") in REPEATED:
                p.pop("note", None)  # the note only names the organization
        parties.append(p)
    record["parties"] = parties + ADD_PARTIES.get(key, [])
    for field, value in core["dates"].items():
        if sure.get("dates." + field) != "unsure":
            record[field] = value
    identifiers = []
    if sure.get("identifiers") != "unsure":
        for i in core["identifiers"]:
            form = IDENTIFIERS[i["scheme"]]
            if form and (key, i["value"]) not in DROP_IDENTIFIERS:
                value = IDENTIFIER_VALUES.get(i["value"], i["value"])
                identifiers.append({"scheme": form[0], "value": form[1] % value})
    identifiers += [{"scheme": "other", "value": v} for v in ADD_IDENTIFIERS.get(key, [])]
    record["identifiers"] = identifiers
    urls, seen = [], set()
    for u in core["urls"] + ADD_URLS.get(key, []):
        if u["url"] not in seen | DROP_URLS:
            seen.add(u["url"])
            urls.append(u)
    record["urls"] = urls
    return record


# ---------------------------------------------------------------------------------------------------------------------
# Assertions of the sources

class Assertions:
    def __init__(self, sources):
        self.sources = sources
        self.passages = {}
        self.list = []
        self.seen = {}
        self.counts = collections.Counter()
        self.skipped = []

    def passage(self, file, start, end, exact, segment):
        source = self.sources[file]
        text = source["text"][start:end]
        assert text == exact, (file, start, end)
        key = "%s-%d-%d" % (source["key"], start, end)
        if key not in self.passages:
            record = {"key": key, "source": source["key"], "edition": source["edition"], "start": start, "end": end, "sha256": sha256(text)}
            seg = source["segments"].get(segment)
            if seg:
                record["segment"] = segment
                if source["key"] != NOTES_KEY:
                    record["locator"] = locator_of(source, seg)
            self.passages[key] = record
        return key

    def add(self, passage, subject, field, value, speaker=None, rank=None, note=None):
        same = (passage, subject, field, canonical(value))
        if same in self.seen:
            before = self.seen[same]
            notes = [n for n in (before.get("note"), note) if n]
            if notes:
                before["note"] = "; ".join(dict.fromkeys(notes))
            return False
        record = {"subject": {"kind": "instruments", "id": subject}, "field": "/" + field, "value": value, "passage": passage,
                  "speaker": speaker, "rank": rank, "note": note}
        self.seen[same] = record
        self.list.append(record)
        return True

    def keyed(self):
        """Keys: passage, the subject where one passage speaks of several, the field, a counter where needed."""
        subjects, wanted = collections.defaultdict(set), collections.Counter()
        for a in self.list:
            subjects[a["passage"]].add(a["subject"]["id"])
        for a in self.list:
            base = a["passage"]
            if len(subjects[base]) > 1:
                base += "-" + a["subject"]["id"]
            a["key"] = base + "-" + a["field"][1:]
            wanted[a["key"]] += 1
        given = collections.Counter()
        for a in self.list:
            if wanted[a["key"]] > 1:
                given[a["key"]] += 1
                a["key"] += "-%d" % given[a["key"]]
        return self.list


def as_printed(value, exact):
    """The title as the passage prints it: AI may be printed with a small l."""
    flat = squeezed(exact)
    if value in flat or "AI" not in value:
        return value
    misprint = value.replace("AI", "Al")
    return misprint if misprint in flat else value


def organization_key(printed, names):
    """The key of a printed name and a note on the printed words, or nothing."""
    for name, found in PRINTED.items():
        if printed == name or name.endswith("…") and printed.startswith(name[:-1]):
            return found
    key = names.get(printed.lower())
    return (key, None) if key else None


def note_of(assertion, passage, *more):
    notes = ["collective statement"] if passage.get("attribution") == "collective" else []
    for n in more + (assertion.get("note"),):
        if n and len(n) <= 60 and not re.search(r"\bC[0-9]{2}\b", n):
            notes.append(n)
    return "; ".join(notes) or None


def source_assertions(book, instrument, field_map, values, vocabulary, names):
    key = instrument["key"]
    types = set(vocabulary["instruments"]["type"])
    for p in instrument["passages"]:
        passage = book.passage(p["source"], p["start"], p["end"], p["exact"], p["segment"])
        segment = book.sources[p["source"]]["segments"].get(p["segment"], {})
        speaker = ", ".join(segment.get("authors", [])) or None
        here = p["asserts"]
        inferred = [a for a in here if a["field"] == "date_inferred"]
        draft = any(a["field"] == "event" for a in here) or any("of the draft" in a.get("note", "") for a in here)

        def skip(a, why):
            book.counts["skipped: " + why] += 1
            book.skipped.append((key, a["field"], str(a["value"]), why))

        def put(a, field, value, note=None, rank=None):
            fresh = book.add(passage, key, field, value, speaker, rank, note_of(a, p, note))
            book.counts["in" if fresh else "in (merged with another of the passage)"] += 1

        for a in here:
            field, value = a["field"], a["value"]
            target = field_map[field]["target"]
            if target in ("relations", "classifications"):
                book.counts["later: " + target] += 1
            elif field == "title":
                printed = as_printed(value, p["exact"])
                put(a, "titles", {"text": printed, "lang": "en"}, "printed with a small l for AI" if printed != value else None)
            elif field == "kind":
                type_ = value if value in types else KINDS.get(value) or values["type"].get(value)
                if type_ is None:
                    skip(a, "kind without a type")
                else:
                    put(a, "type", type_, "printed: " + value if value != type_.replace("_", " ") else None)
            elif field == "binding":
                put(a, "force", values["force"][value])
            elif field == "status":
                state = values["status"][value]
                if state.startswith("none"):
                    skip(a, "negative claim")
                else:
                    state, _, undated = state.partition(";")
                    put(a, "existence", state, "printed: " + value if len(value) < 45 and value != state else None)
            elif field == "jurisdiction":
                put(a, "jurisdictions", value)
            elif field in ("date_issued", "date_proposed", "date_adopted"):
                reason = inferred[0]["value"] if inferred and field == "date_issued" else None
                put(a, target, value, reason)
            elif field in ("date_planned", "date_target"):
                put(a, target, value, "planned" if field == "date_planned" else "target")
            elif field == "date_inferred":
                if any(x["field"] in ("date_issued", "date_event") for x in here):
                    book.counts["in (merged with another of the passage)"] += 1
                else:
                    skip(a, "inferred date without a sibling")
            elif field == "date_begun":
                put(a, "existence", "proposed", "begun in " + value)
            elif field == "date_event":
                if key in ("reaim-summit-joint-statement", "bletchley-declaration"):
                    put(a, "signed_on", value, "; ".join(["date of the summit"] + [x["value"] for x in inferred]))
                else:
                    put(a, "existence", "proposed", "vote on the draft, " + value)
            elif field == "event":
                put(a, "existence", "proposed")
            elif field in ("adopters_count", "issuer_count", "signatories_count"):
                number, role, organization, note = COUNTS[value]
                put(a, "parties", lacking_nothing({"role": role, "organization": organization, "count": number}), note)
            elif target == "parties":
                if field not in ROLES:
                    skip(a, "role %s outside the vocabulary" % field)
                    continue
                found = organization_key(value, names)
                if found is None:
                    skip(a, "party that is no organization")
                    continue
                organization, printed = found
                role = "signatory" if key in AGREED and field == "issuer" else ROLES[field]
                if field == "adopter" and value.startswith("193"):
                    put(a, "parties", {"role": "adopter", "organization": organization, "count": 193}, printed)
                    continue
                note = printed or (field if field in ("publisher", "coordinator", "recipient") else None)
                rank = "deprecated" if draft and field == "adopter" else None
                put(a, "parties", {"role": role, "organization": organization}, note, rank)
            elif field == "edition":
                if key == "jp-ai-strategy-2019":
                    skip(a, "year that is part of the title")
                else:
                    put(a, "identifiers", {"scheme": "other", "value": EDITIONS.get(value, value)})
            elif field == "identifier":
                put(a, "identifiers", {"scheme": "iso", "value": value})
            elif field == "url":
                put(a, "urls", {"url": value})
            elif target == "summary":
                skip(a, "call of the source about the instrument")
            else:
                raise SystemExit("unknown field %s of %s" % (field, key))


def complete_titles(record, assertions):
    """Titles that a source states belong to the record."""
    have = {t["text"] for t in record["titles"]}
    for a in assertions:
        if a["subject"]["id"] == record["key"] and a["field"] == "/titles" and a["value"]["text"] not in have:
            have.add(a["value"]["text"])
            record["titles"].append(dict(a["value"], type="as_mentioned"))


# ---------------------------------------------------------------------------------------------------------------------
# The editorial notes

def states(assertion, field, value):
    """Does this assertion of a source state the record's value?"""
    if assertion["field"] != "/" + field or assertion.get("rank") == "deprecated":
        return False
    claim = assertion["value"]
    if isinstance(value, dict):
        named = set(claim) - {"lang"}
        return (field != "parties" or "organization" in claim) and all(value.get(m) == claim[m] for m in named)
    return claim == value


def statements_of(record, sure, stated):
    """(sentence, [(field, value)]) for what no source states, in a fixed order."""
    label = LABELS.get(record["key"], record["title"])
    names = {k: o.name for k, o in ORGANIZATIONS.items()}

    def open_(field, value):
        return not any(states(a, field, value) for a in stated)

    def line(words, level, claims):
        return ("%s: %s. %s" % (label, words, SURE[level]), claims)

    added = {t["text"] for t in ADD_TITLES.get(record["key"], [])}
    yield line("listed here as “%s”" % record["title"], sure.get("title", "own"), [("title", record["title"])])
    for t in record["titles"]:
        if open_("titles", t):
            level = sure.get("titles") or sure.get("original_title" if t["type"] == "original" else "title", "own")
            level = "checked" if t["text"] in CHECKED_TITLES else "own" if t["text"] in added and level == "checked" else level
            words = TITLE_WORDS[t["type"]] % LANGUAGE_WORDS[t["lang"]]
            yield line("%s “%s”" % (words, t["text"]), level, [("titles", t)])
    if open_("type", record["type"]):
        yield line("of the type %s" % record["type"].replace("_", " "), sure.get("type", "own"), [("type", record["type"])])
    if open_("force", record["force"]):
        yield line(FORCE_WORDS[record["force"]], sure.get("force", "own"), [("force", record["force"])])
    if open_("existence", record["existence"]):
        yield line(EXISTENCE_WORDS[record["existence"]], sure.get("existence", "own"), [("existence", record["existence"])])
    left = [j for j in record.get("jurisdictions", []) if open_("jurisdictions", j)]
    if left:
        yield line("jurisdiction %s" % ", ".join(left), sure.get("jurisdictions", "own"), [("jurisdictions", j) for j in left])
    for p in record.get("parties", []):
        if open_("parties", p):
            # the count is part of the claim, the note is not, except where it stands for an organization
            claim = {k: v for k, v in p.items() if k != "note" or "organization" not in p}
            who = names[p["organization"]] if "organization" in p else p["note"]
            count = ", %d in number" % p["count"] if "count" in p else ""
            note = " (%s)" % p["note"] if "organization" in p and "note" in p else ""
            level = sure.get("parties", "own")
            if record["key"] in UNSURE_PARTIES:
                level = "own"
            yield line("%s %s%s%s" % (ROLE_WORDS[p["role"]], who, count, note), level, [("parties", claim)])
    for field in DATE_FIELDS:
        if field in record and open_(field, record[field]):
            words = DATE_WORDS[field] % record[field]
            if (record["key"], field) == ("ccw", "signed_on"):
                words = "opened for signature on " + record[field]
            if len(record[field]) < 10:
                words = words.replace(" on ", " in ")
            yield line(words, sure.get("dates." + field, "own"), [(field, record[field])])
    for i in record.get("identifiers", []):
        if open_("identifiers", i):
            level = "own" if i["value"] == "2021/0106(COD)" else sure.get("identifiers", "own")
            yield line("identifier (%s) %s" % (i["scheme"].replace("_", " "), i["value"]), level, [("identifiers", i)])
    for u in record.get("urls", []):
        if open_("urls", u):
            yield line("%s <%s>" % (URL_WORDS[u["rel"]], u["url"]), sure.get("urls", "own"), [("urls", u)])
    left = [l for l in record.get("languages", []) if open_("languages", l)]
    if left:
        yield line("languages %s" % ", ".join(left), sure.get("languages", "own"), [("languages", l) for l in left])


# more that is worth knowing of the flagships, and has no field of its own
REMARKS = {
    "eu-ai-act": [("it has 180 recitals, 113 articles in 13 chapters, and 13 annexes as enacted", "checked"),
                  ("as enacted, chapters I and II apply from 2025-02-02; chapter III section 4, chapters V, VII and XII without Article 101, and Article 78 from 2025-08-02; Article 6(1) from 2027-08-02", "checked"),
                  ("as amended in 2026, high-risk duties apply from 2027-12-02 (Article 6(2), Annex III) and 2028-08-02 (Article 6(1), Annex I); the general date stands", "checked")],
    "eu-digital-omnibus-ai": [("political agreement on 2026-05-07", "checked"),
                              ("new prohibitions in Article 5 of the AI Act apply from 2026-12-02", "checked"),
                              ("systems on the market before 2026-08-02 have until 2026-12-02 for the marking of Article 50(2)", "checked"),
                              ("national sandboxes are due by 2027-08-02", "checked"),
                              ("it adds Articles 4a, 60a and 75a to 75d and a fourteenth annex to the AI Act", "checked")],
    "cn-interim-measures-genai": [("24 articles in 5 chapters", "checked"), ("order no. 15 of 2023, of seven bodies in all", "checked")],
    "oecd-recommendation-ai": [("amended on 2023-11-08 (definition of an AI system) and on 2024-05-03", "checked")],
    "oecd-ai-principles": [("ten in all, five values-based in section 1 and five for policy makers in section 2 of the Recommendation", "checked")],
    "unesco-recommendation-ai-ethics": [("141 paragraphs with 4 values, 10 principles and 11 areas of policy", "checked"),
                                        ("some databases date it 2021-11-24; the text says 2021-11-23", "checked")],
}


def editorial_notes(records, cores, stated):
    """The text, its segments and its statements [(start, end, subject, claims)], composed in one pass."""
    text, segments, found = NOTES_HEAD, [], []
    order = [k for k in FLAGSHIPS] + sorted(k for k in records if k not in FLAGSHIPS)
    for key in order:
        record, sure = records[key], cores[key]["sure"]
        text += "\n"
        begin = len(text)
        heading = "%s (%s)" % (record["title"], key)
        text += "## %s\n\n" % heading
        label = LABELS.get(key, record["title"])
        lines = list(statements_of(record, sure, stated[key]))
        lines += [("%s: %s. %s" % (label, words, SURE[level]), []) for words, level in REMARKS.get(key, [])]
        for sentence, claims in lines:
            text += "* "
            if claims:
                found.append((len(text), len(text) + len(sentence), key, claims))
            text += sentence + "\n"
        segments.append({"path": key, "title": heading, "start": begin, "end": len(text)})
    return text, segments, found


# ---------------------------------------------------------------------------------------------------------------------

def write(name, kind, records):
    lines = []
    for r in sorted(records, key=lambda r: r["key"]):
        lines.append(canonical({"kind": kind, "op": "put", "record": lacking_nothing(r)}) + "\n")
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="\n") as f:
        f.write("".join(lines))
    return len(lines)


def main():
    truth, field_map, values, vocabulary = load("seed_truth.json"), load("field_map.json"), load("values.json"), load("vocabulary.json")
    cores = {c["key"]: c for c in load("core_facts.json")}
    cores[OMNIBUS["key"]] = OMNIBUS
    sources, by_file = drawn_sources(truth)
    records = {k: drawn_instrument(c) for k, c in cores.items()}

    names = {}
    for k, o in ORGANIZATIONS.items():
        for n in (o.name,) + tuple(n[0] for n in o.names):
            names[n.lower()] = k
    book = Assertions(by_file)
    for i in truth["instruments"]:
        if i["key"] in cores:
            source_assertions(book, i, field_map, values, vocabulary, names)
    stated = collections.defaultdict(list)
    for a in book.list:
        stated[a["subject"]["id"]].append(a)
    for r in records.values():
        complete_titles(r, book.list)
    from_sources = len(book.list)

    text, segments, found = editorial_notes(records, cores, stated)
    os.makedirs(os.path.join(HERE, "sources"), exist_ok=True)
    with open(os.path.join(HERE, "sources", NOTES_KEY + ".md"), "w", encoding="utf-8", newline="\n") as f:
        f.write(text)
    edition = {"sha256": sha256(text), "size": len(text.encode("utf-8")), "media_type": "text/markdown", "lang": "en", "segments": segments}
    sources.append({"key": NOTES_KEY, "title": "Editorial notes", "role": "editorial_note", "authors": ["instrumentd editors"],
                    "published_on": DAY, "languages": ["en"], "rights": "CC0 1.0 Universal, no rights reserved.", "editions": [edition]})
    by_file[NOTES_KEY] = {"key": NOTES_KEY, "id": NOTES_KEY, "text": text, "edition": edition["sha256"],
                          "segments": {s["path"]: dict(s, authors=[]) for s in segments}}
    for start, end, subject, claims in found:
        assert text.count(text[start:end]) == 1, text[start:end]
        passage = book.passage(NOTES_KEY, start, end, text[start:end], subject)
        for field, value in claims:
            book.add(passage, subject, field, value)

    used = {p["organization"] for r in records.values() for p in r["parties"] if "organization" in p}
    used |= {a["value"]["organization"] for a in book.list if a["field"] == "/parties" and "organization" in a["value"]}
    used |= {s["publisher"] for s in sources if "publisher" in s}
    used |= {ORGANIZATIONS[k].parent for k in used if ORGANIZATIONS[k].parent}
    used |= {ORGANIZATIONS[k].parent for k in used if ORGANIZATIONS[k].parent}
    organizations = []
    for k in used:
        o = ORGANIZATIONS[k]
        organizations.append({"key": k, "name": o.name, "type": o.type, "parent": o.parent, "jurisdiction": o.jurisdiction, "url": o.url,
                              "names": [dict(zip(("text", "lang", "from", "to"), n)) for n in o.names], "established_on": o.established})

    total = {
        "organizations": write("organizations.ndjson", "organizations", organizations),
        "sources": write("sources.ndjson", "sources", sources),
        "instruments": write("instruments.ndjson", "instruments", records.values()),
        "passages": write("passages.ndjson", "passages", book.passages.values()),
        "assertions": write("assertions.ndjson", "assertions", book.keyed()),
    }
    print(total, "of the assertions from the five sources:", from_sources)
    for k in sorted(book.counts):
        print("%5d %s" % (book.counts[k], k))
    print("organizations described but not used:", sorted(set(ORGANIZATIONS) - used))
    for s in book.skipped:
        print("  skipped:", *s, sep=" | ")


if __name__ == "__main__":
    main()
