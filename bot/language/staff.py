"""People and services of a hospital and around it, as they are called: who is meant matters."""

# By the name of the concept, ways to say it.
WORDS = {
    "gynecology": "gynecology|gynaecology|gynae|gyn|gynecologist|gynaecologist|gynaecological|gynecological",
    "obstetrics": "obstetric|obs and gynae|obstetricians|obsgyn",
    "neonatology": "neonatal|neonatology|neonatologist|neonates|neo",
    "pediatrics": "paediatric|pediatric|paediatrics|paediatricians|pediatricians|peds|paeds",
    "hematology": "haem|haematologist|haematologists|hematologists|heme|haematology team",
    "toxicology": "toxicologist|toxicology|poison control|poisons|poison center|poison centre|poisons service|"
    "poisons line",
    "endocrinology": "endocrine|endocrinology|endocrinologist|endo reg|diabetologist",
    "ent": "ent|otolaryngology|otolaryngologist|ear nose and throat|ent surgeon",
    "ophthalmology": "ophthalmology|ophthalmologist|eye doctor|eyes team|ophthal",
    "rheumatology": "rheumatology|rheumatologist|rheum",
    "geriatrics": "geriatrician|geriatrics|geriatric|orthogeriatrician|orthogeriatrics",
    "microbiology": "microbiology|microbiologist|micro",
    "burnsteam": "burns team|burn team|burns unit|burns surgeon|burns registrar",
    "stroketeam": "stroke team|stroke nurse|stroke consultant",
    "neurosurgery": "neurosurgical|neurosurgeon|neurosurgeons|neurosurg",
    "cardiacsurgery": "cardiac surgeon|cardiac surgery|cardiac surgical|cardiothoracic|cardiothoracics|ct surgery",
    "intensivist": "intensivists|intensive care doctor|icu doctor|critical care doctor",
    "outreach": "outreach|outreach team|critical care outreach|ccot",
    "podiatry": "podiatry|podiatrist|chiropody",
    "chaplain": "chaplain|chaplaincy|pastoral care|spiritual care",
    "interpreter": "interpreter|interpreters|translator",
    "porter": "porter|porters|orderly",
    "midwife": "midwives|midwifery",
    "gp": "gp|general practitioner|family doctor|pcp|primary care",
    "crisisteam": "crisis team|crisis line|home treatment team",
    "keyworker": "key worker|keyworker|care coordinator",
    "safeguarding": "safeguarding|child protection|adult protection|social services safeguarding",
    "bedmanager": "bed manager|bed management|bed flow|site manager|patient flow",
    "bloodbank": "transfusion lab|transfusion",
    "resident": "spr|sho|house surgeon|foundation doctor|junior doctor|f1|f2|registrar on call",
}

PEOPLE = (
    "radiology cardiology neurology neurosurgery surgery renal hematology oncology pharmacy respiratory "
    "orthopedics speech dietitian socialwork physio occupational physiatrist anesthesia urology dermatology "
    "psychiatry pulmonology gastroenterology infectious palliative vascular plastics thoracic generalsurgery "
    "casemanager gynecology obstetrics neonatology pediatrics toxicology endocrinology ent ophthalmology "
    "rheumatology geriatrics microbiology burnsteam stroketeam cardiacsurgery intensivist outreach podiatry "
    "chaplain interpreter midwife gp crisisteam safeguarding bedmanager bloodbank wardsecurity woundnurse "
    "rapidresponse hospitalist daughter son wife husband parent mother father sister brother"
)
"""Those of whom one may be named where another was meant."""
