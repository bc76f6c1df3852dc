"""Medicines: the same under several names, and every one of them taken for no other."""

# A line is one medicine: its name, then brands and the ways to shorten it.
_NAMES = """
acetaminophen tylenol paracetamol apap ofirmev|acyclovir zovirax|adenosine adenocard|albumin
albuterol salbutamol ventolin proair|alprazolam xanax|alteplase tpa activase|amiodarone amio pacerone
amlodipine norvasc|amoxicillin amox|ampicillin amp unasyn|apixaban eliquis|aspirin asa ecotrin
atorvastatin lipitor|atropine|azithromycin azithro zithromax zpack|baclofen|betamethasone celestone
bisacodyl dulcolax|bumetanide bumex|bupivacaine|buprenorphine suboxone|caffeine|calcium|carvedilol coreg
cefazolin ancef kefzol|cefepime maxipime|ceftriaxone rocephin|cephalexin keflex|chlorhexidine chg
cisatracurium cis nimbex|citalopram celexa|citrate|clindamycin cleocin|clonazepam klonopin|clonidine catapres
clopidogrel plavix|clozapine clozaril|dabigatran pradaxa|daptomycin|desmopressin ddavp
dexamethasone dex decadron|dexmedetomidine precedex|diazepam valium|digoxin dig lanoxin|diltiazem dilt cardizem
diphenhydramine benadryl|dobutamine dobut|docusate colace|dopamine|doxycycline|enoxaparin lovenox
epinephrine epi adrenaline|escitalopram lexapro|esmolol|famotidine pepcid|fentanyl sublimaze|ferrous iron
fluconazole diflucan|fluoxetine prozac|furosemide lasix|gabapentin neurontin|gentamicin gent|glucagon
glycopyrronium glyco glycopyrrolate robinul|haloperidol haldol|heparin hep|hydralazine apresoline
hydrocortisone solucortef|hydromorphone dilaudid|ibuprofen motrin advil|insulin humalog novolog
ipratropium atrovent|ketamine|ketorolac toradol|labetalol trandate|lactulose|lamotrigine lamictal|leucovorin
levetiracetam keppra|levofloxacin levaquin|levothyroxine synthroid|lidocaine|linezolid zyvox|lisinopril zestril
lithium|loperamide imodium|lorazepam ativan|losartan cozaar|magnesium mag mgso|mannitol|melatonin
meperidine demerol pethidine|meropenem merrem|metformin glucophage|methadone|methergine methylergonovine
methotrexate mtx|methylprednisolone methylpred solumedrol|metoclopramide reglan|metolazone
metoprolol lopressor toprol|metronidazole flagyl|midazolam versed|milrinone|mirtazapine|morphine mscontin
naloxone narcan|naproxen aleve|nicardipine cardene|nifedipine procardia|nitroglycerin nitro gtn
nitroprusside nipride|norepinephrine norepi levophed levo noradrenaline|octreotide|olanzapine zyprexa
omeprazole prilosec|ondansetron zofran|oxycodone oxy percocet roxicodone|oxytocin pitocin pit
pantoprazole protonix|penicillin pcn|phenobarbital|phenylephrine neo neosynephrine|phenytoin dilantin
piperacillin zosyn piptazo tazocin|platelets|plasma ffp|potassium kcl|prednisone|prednisolone|pregabalin lyrica
prochlorperazine compazine|promethazine phenergan|propofol diprivan|propranolol|quetiapine seroquel|ranitidine
remdesivir|rifampin|risperidone risperdal|rivaroxaban xarelto|rocuronium roc|senna senokot|sertraline zoloft
simvastatin|spironolactone aldactone|surfactant curosurf|tacrolimus prograf|tamsulosin flomax|terbutaline
thiamine|tobramycin tobra|tramadol ultram|tranexamic txa|trazodone|valproate depakote|vancomycin vanc vanco
vasopressin vaso|verapamil|warfarin coumadin|zolpidem ambien|methylene|bicarbonate bicarb|acetylcysteine nac
glargine lantus|lispro|cisplatin|rituximab|pembrolizumab|sugammadex|succinylcholine sux|aripiprazole abilify
bupropion wellbutrin|carbidopa sinemet|donepezil aricept|hydroxyzine vistaril atarax|cetirizine|montelukast
budesonide pulmicort|tiotropium spiriva|allopurinol|colchicine|hydrochlorothiazide hctz|torsemide|empagliflozin
semaglutide|erythropoietin epo epogen|cefoxitin|cefotaxime|nitrofurantoin macrobid|trimethoprim bactrim
ciprofloxacin cipro|ertapenem
"""
NAMES = {
    name: words[0] for line in _NAMES.replace("|", "\n").splitlines() if (words := line.split()) for name in words
}
KINDS = frozenset(NAMES.values()) - {"platelets", "plasma", "albumin"}
"""Each of them can be taken for another."""
